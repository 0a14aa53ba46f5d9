"""Measurements with round numbers, to compute expected figures by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orchestration.benchmark.curves_figures import Point
from orchestration.benchmark.record import Record, Step

MACHINE = {"system": "Linux x86_64", "cpus": 2, "memory_bytes": 24}
POINTS = [
    Point(10, 9.0, 5.0, 3.0, 2.0),
    Point(50, 9.0, 5.0, 11.0, 7.0),
    Point(90, 9.0, 5.0, 19.0, 12.0),
]


def step(name: str, seconds: float, process_seconds: float, gib: float, **more: Any) -> Step:
    return Step(name, seconds, process_seconds, int(gib * 2**30), 2**30, **more)


def record(asked_rows: int = 10_000_000, *, slower: float = 1.0, **changes: Any) -> Record:
    """A run with a bare load of 4 s; `slower` scales the seconds of the pipeline."""
    facts = {"machine": MACHINE, "threads": 2, "memory_limit": "4GB", "vars": {}}
    steps = [
        step("simulate", 20.0, 21.0, 9.0, rows=asked_rows),
        step("bare_load", 4.0, 4.5, 8.0, rows=asked_rows),
        step("one_shot_pandas", 3.0, 4.0, 7.0, rows=asked_rows),
        step("ingest", 6.0 * slower, 7.0 * slower, 3.0, rows=asked_rows),
        step("start_up", 4.0, 4.0, 0.25),
        step("carry_state", 12.0 * slower, 12.0 * slower, 2.5),
        step("features", 14.0 * slower, 14.0 * slower, 3.5),
        step("vehicles", 4.0 * slower, 4.0 * slower, 3.0),
        step("train", 30.0, 33.0, 2.0),
        step("score", 10.0, 12.0, 2.5),
    ]
    began = "2025-03-03T00:00:00+00:00"
    return replace(Record(asked_rows, asked_rows, 0, began, facts, steps), **changes)
