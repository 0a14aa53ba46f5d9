"""`guard`: a small benchmark that fails when a ratio is lost, made for noisy machines.

Lives here: a small fleet, rounds of yardstick and work side by side on one thread, and the
sub-command. Not here: what is compared (`guard_ratios.py`) and how SQL is timed (`sql_clock.py`).
"""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from orchestration.benchmark.guard_ratios import (
    Sample,
    judge,
    least,
    losses,
    ratios,
    read_recorded,
    write_recorded,
)
from orchestration.benchmark.options import Keep, Options, WorkDir
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import Step
from orchestration.benchmark.selection import read_nodes
from orchestration.benchmark.session import session
from orchestration.benchmark.tables import filled
from orchestration.benchmark.walk import ROWS_PER_VEHICLE_DAY, reveal
from orchestration.benchmark.workplace import DAILY, Workplace

VEHICLES, DAYS = 4, 4
"""Of the small fleet; the last day is the one more."""
ROWS = VEHICLES * DAYS * ROWS_PER_VEHICLE_DAY
MOST_ROUNDS = 4
"""Rounds at most while a ratio seems lost; one is enough when none does."""
RECORDED_ROUNDS = 3
"""Rounds whose least is recorded."""
BARE_LOADS = 2
"""Yardsticks of each round."""

Record = Annotated[bool, typer.Option("--record", help="Record what is measured from now on.")]


def guard(record: Record = False, keep: Keep = False, work_dir: WorkDir = None) -> None:
    """Compare ratios of CPU times with the recorded ones; fail on a loss of half as much again."""
    with session(ROWS, Options(keep=keep, work_dir=work_dir)) as running:
        before = {} if record else read_recorded()
        measured = measure(running.place, before)
        said = [
            (name, f"{before[name]:.3g}" if name in before else "", f"{value:.3g}")
            for name, value in measured.items()
        ]
        running.console.print(filled(("Ratio", "recorded", "measured"), said))
        if record:
            path = write_recorded(measured, ROWS)
            running.console.print(f"\nRecorded: {path}", soft_wrap=True)
        judge(measured, before)


def measure(outer: Workplace, recorded: dict[str, float]) -> dict[str, float]:
    """The ratios, from as many rounds as it takes to tell a loss from a disturbance.

    Without recorded ones they are measured to be recorded.
    """
    fleet = ("--vehicles", str(VEHICLES), "--days", str(DAYS))
    outer.python("simulate", *fleet)
    place = outer.inner("guard", threads=1)
    samples: list[Sample] = []
    while True:
        samples.append(one_round(outer, place))
        nodes = read_nodes(place.dbt_target / "manifest.json")
        measured = ratios(least(samples), nodes)
        if recorded:
            enough = not losses(measured, recorded) or len(samples) == MOST_ROUNDS
        else:
            enough = len(samples) == RECORDED_ROUNDS
        if enough:
            return measured


def one_round(outer: Workplace, place: Workplace) -> Sample:
    """A fresh warehouse of all days but the last, built; then the last one; yardsticks between."""
    files, source = outer.settings.local_root / "real_data", place.settings.local_root
    for folder in (source, place.settings.data_path):
        shutil.rmtree(folder, ignore_errors=True)
    reveal(files, source / "real_data", 1, DAYS - 1)
    bare = [_worked(place.bare_load()) for _ in range(BARE_LOADS)]
    ingest = _worked(place.python("ingest"))
    full = place.sql_cpu(*DAILY)
    reveal(files, source / "real_data", DAYS, DAYS)
    place.python("ingest")
    return Sample(min(bare), ingest, full, place.sql_cpu(*DAILY))


def _worked(step: Step) -> float:
    if step.work_cpu_seconds is None:
        raise StepFailed(f"step {step.name} did not say its CPU time")
    return step.work_cpu_seconds
