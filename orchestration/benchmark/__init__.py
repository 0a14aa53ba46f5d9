"""Yardsticks and step timings of `make bench`.

Lives here: the simple ways of computing the same answer that the pipeline is compared with, and
the timing of its steps. Not here: anything that the pipeline itself runs.

Rooms: `__main__` (the command line), `run` (the order of the steps), `workplace` (their folder and
environment), `process` (one measured child process), `step` (what a Python child does),
`selection` (what a dbt child builds), `record` (what was measured), `figures` (ratios and goals),
`render` (tables), and the yardsticks `bare_load` and `one_shot_pandas`.
"""
