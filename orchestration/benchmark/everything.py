"""`all`, or no sub-command: every part in sequence, on one fleet where they can share it.

Lives here: the order, and the one walk that history, curves, idle run and training share. Not here:
the parts.
"""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from orchestration.benchmark import curves, history, idle, rebuild, training
from orchestration.benchmark.figures import MILLION
from orchestration.benchmark.history_figures import DAYS, FEWER, VEHICLES
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.session import (
    BYTES_PER_ROW,
    WALK_BYTES_PER_ROW,
    Check,
    Keep,
    Seed,
    TempDir,
    Vehicles,
    WorkDir,
    session,
)
from orchestration.benchmark.walk import ROWS_PER_VEHICLE_DAY, Walk


def everything(
    rows: rebuild.Rows = 10 * MILLION,
    days: history.Days = DAYS,
    points: Annotated[str, typer.Option(help="Days of history of the curves.")] = curves.POINTS,
    training_days: training.Days = training.DAYS,
    vehicles: Vehicles = VEHICLES,
    plot: curves.Plot = None,
    seed: Seed = 0,
    keep: Keep = False,
    work_dir: WorkDir = None,
    temp_dir: TempDir = None,
    check: Check = False,
) -> None:
    """Measure everything, and judge all goals."""
    later, curve_days = FEWER * days, curves.parse_days(points)
    longest = max(later + history.REPEATS, *curve_days)
    rebuilt = -(-rows * BYTES_PER_ROW // WALK_BYTES_PER_ROW)  # it is gone when the walk begins
    most = max(rebuilt, longest * vehicles * ROWS_PER_VEHICLE_DAY)
    with session(
        most,
        work_dir,
        keep=keep,
        check=check,
        temp_dir=temp_dir,
        bytes_per_row=WALK_BYTES_PER_ROW,
    ) as running:
        walk = Walk(running.place, vehicles, seed, running.report)
        parts = (
            history.ask(walk, days, later),
            curves.ask(walk, curve_days, plot),
            idle.ask(walk, days),
            training.ask(walk, training_days),
        )
        place = running.place.inner("rebuild")
        failure = rebuild.measure(running, place, rows, seed)
        if not keep:
            shutil.rmtree(place.folder)
        walk.go()
        for finish in parts:
            running.conclude(finish())
    if failure:
        raise StepFailed(failure)
