"""The HTTP face of lakeFS: one module per kind of thing, each handler a small function.

A handler gets what is served and a call, and answers with a response; it may raise `Problem`.
"""
