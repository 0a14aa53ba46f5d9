"""Yardsticks and step timings of `make bench`.

Lives here: the simple ways of computing the same answer that the pipeline is compared with, and
the timing of its steps. Not here: anything that the pipeline itself runs.
"""
