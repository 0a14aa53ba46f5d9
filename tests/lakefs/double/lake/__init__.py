"""How lakeFS versions objects: entries, commits, branches, refs, diffs, merges.

All of it in memory and without a word about HTTP; a `Problem` carries the status that the API
gives for it.
"""
