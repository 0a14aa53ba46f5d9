"""`curves`: from how many days of history on the daily run is faster than a one-shot script.

Lives here: the sub-command, and both times over the days of history. Not here: how a day is run
(`walk.py`), the script (`script.py`), and what follows (`curves_figures.py`, `plot.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from orchestration.benchmark.curves_figures import VEHICLES, Point, conclude
from orchestration.benchmark.options import Options, Vehicles, with_options
from orchestration.benchmark.part import Part
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.walk_through import walk_through
from orchestration.errors import SettingsError

POINTS = "5,10,20,30,45,60,90,120"
Points = Annotated[str, typer.Option("--days", help="Days of history at which both are timed.")]
Plot = Annotated[
    Path | None, typer.Option(help="Draw the curves into this file (.svg or .png), too.")
]


@with_options
def curves(
    options: Options, points: Points = POINTS, vehicles: Vehicles = VEHICLES, plot: Plot = None
) -> None:
    """Time daily runs and a one-shot script over a growing history, and find the crossing."""
    days = parse_days(points)
    walk_through(options, vehicles, max(days) + 1, lambda walk: ask(walk, days, plot))


def parse_days(given: str) -> list[int]:
    """Days from their list with commas; raises `SettingsError` for anything else.

    The day after each is the one of the whole daily run, and is none of them.
    """
    try:
        days = sorted({int(day) for day in given.split(",")})
    except ValueError:
        days = []
    if not days or days[0] < 1 or any(later - day < 2 for day, later in pairwise(days)):
        raise SettingsError(
            f"--days {given}: give whole days from 1, two or more apart, with commas,"
            f" such as {POINTS}"
        )
    return days


def ask(walk: Walk, days: Sequence[int], plot: Path | None) -> Callable[[], Part]:
    """Ask the walk for what is needed; the answer draws the conclusions afterwards."""
    if plot is not None and plot.suffix not in (".svg", ".png"):
        raise SettingsError(f"--plot {plot}: the name must end with .svg or .png")
    walk.measure_answer(*days)
    walk.measure(*(day + 1 for day in days))
    times: dict[int, tuple[float, float]] = {}

    def scripts(day: int) -> None:
        times[day] = script(walk, day, 1), script(walk, day, 2)

    for day in days:
        walk.after(day, lambda day=day: scripts(day))  # type: ignore[misc]

    def finish() -> Part:
        points = [
            Point(day, walk.runs[day + 1].seconds, walk.answers[day].seconds, *times[day])
            for day in days
        ]
        part = conclude(points, walk.vehicles)
        if plot is not None:
            from orchestration.benchmark.plot import draw

            draw(points, part.figures["crossing_days"], plot)
        return part

    return finish


def script(walk: Walk, day: int, workers: int) -> float:
    """Seconds of the one-shot script on all days so far."""
    folder = walk.place.settings.local_root / "real_data"
    name = f"script-{workers}"
    module = "orchestration.benchmark.script"
    step = walk.place.command(name, module, str(folder), str(workers))
    walk.report(step.renamed(f"day {day}: script, workers {workers}"))
    return step.process_seconds
