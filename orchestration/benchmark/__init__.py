"""Yardsticks, timings and goals of `make bench`, and the guard against losing them.

Lives here: the simple ways of computing the same answer that the pipeline is compared with, and
the timing of its steps. Not here: anything that the pipeline itself runs.

Rooms:

- the command line `__main__`, with a file for each sub-command: `everything`, `rebuild`, `history`,
  `curves`, `idle`, `training`, `guard`; `session` (work folder, options) and `part` (figures, goals
  and tables of one) are what they share;
- measured processes: `workplace` (their folder and environment), `process` (one child), `step` and
  `learning` (what a Python child does), `outcome` (what it says), `selection` (what a dbt child
  builds), `sql_clock` (dbt with a clock around its SQL), `script` (the one-shot script);
- their order: `run` (a rebuild), `walk` (a history that grows day by day);
- what follows: `record` and `figures` (of a rebuild), `history_figures`, `sql_time`, `crossing`,
  `guard_ratios`, `goal`; `render`, `tables` and `plot` show it;
- the yardsticks `bare_load` and `one_shot_pandas`; `truth` and `truth_scores` judge what is right,
  not what is fast.
"""
