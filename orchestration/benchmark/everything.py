"""`all`, or no sub-command: every part in sequence, on one fleet where they can share it.

Lives here: the order. Not here: the parts, and the one walk that history, curves, idle run and
training share (`walk_through.py`).
"""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from orchestration.benchmark import curves, history, idle, rebuild, training
from orchestration.benchmark.figures import MILLION
from orchestration.benchmark.history_figures import DAYS, FEWER, VEHICLES
from orchestration.benchmark.options import Options, Vehicles, with_options
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.session import BYTES_PER_ROW, WALK_BYTES_PER_ROW, Session
from orchestration.benchmark.walk_through import walk_through


@with_options
def everything(
    options: Options,
    rows: rebuild.Rows = 10 * MILLION,
    days: history.Days = DAYS,
    points: Annotated[str, typer.Option(help="Days of history of the curves.")] = curves.POINTS,
    training_days: training.Days = training.DAYS,
    vehicles: Vehicles = VEHICLES,
    plot: curves.Plot = None,
) -> None:
    """Measure everything, and judge all goals."""
    later, curve_days = FEWER * days, curves.parse_days(points)
    longest = max(later + history.REPEATS, *(day + 1 for day in curve_days))
    failures: list[str | None] = []

    def rebuilt(running: Session) -> None:
        place = running.place.inner("rebuild")
        failures.append(rebuild.measure(running, place, rows, options.seed))
        if not options.keep:
            shutil.rmtree(place.folder)

    walk_through(
        options,
        vehicles,
        longest,
        lambda walk: history.ask(walk, days, later),
        lambda walk: curves.ask(walk, curve_days, plot),
        lambda walk: idle.ask(walk, days),
        lambda walk: training.ask(walk, training_days),
        first=rebuilt,  # it is gone when the walk begins
        at_least=-(-rows * BYTES_PER_ROW // WALK_BYTES_PER_ROW),
    )
    if failures[0]:
        raise StepFailed(failures[0])
