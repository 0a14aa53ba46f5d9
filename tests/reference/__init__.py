"""An independent, plain implementation of the reference rule, and messy files to try it on.

Lives here: the rule step by step (`carrying`), a seeded generator of awkward telemetry (`messy`)
and the expected answer for a folder of files (`compare`). Not here: anything that imports the
project's own code or SQL; agreement between the two is only worth something while they are apart.
"""
