"""`curves`: from how many days of history on the daily run is faster than a one-shot script.

Lives here: both times over the days of history, where they cross, and the goal. Not here: how a day
is run (`walk.py`), the script (`script.py`) and the picture (`plot.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from orchestration.benchmark.crossing import crossing
from orchestration.benchmark.goal import Goal
from orchestration.benchmark.part import Part
from orchestration.benchmark.session import (
    WALK_BYTES_PER_ROW,
    Check,
    Keep,
    Seed,
    TempDir,
    Vehicles,
    WorkDir,
    session,
)
from orchestration.benchmark.tables import filled
from orchestration.benchmark.walk import ROWS_PER_VEHICLE_DAY, Walk
from orchestration.errors import SettingsError

POINTS = "5,10,20,30,45,60,90,120"
VEHICLES, LIMIT = 20, 60
"""The size at which the goal is judged, and its days."""

NOTES = """\
Both are timed from command to end: the daily run is the start of Python, the
ingest of one new day, and dbt with all data tests and its own start; the script
is one process that reads the whole history, file by file with one worker, or
with two."""

Points = Annotated[str, typer.Option("--days", help="Days of history at which both are timed.")]
Plot = Annotated[
    Path | None, typer.Option(help="Draw the curves into this file (.svg or .png), too.")
]


@dataclass(frozen=True)
class Point:
    """Seconds from command to end, with so many days of history."""

    day: int
    daily_run: float
    one_worker: float
    two_workers: float


def curves(
    points: Points = POINTS,
    vehicles: Vehicles = VEHICLES,
    plot: Plot = None,
    seed: Seed = 0,
    keep: Keep = False,
    work_dir: WorkDir = None,
    temp_dir: TempDir = None,
    check: Check = False,
) -> None:
    """Time the daily run and a one-shot script over a growing history, and find the crossing."""
    days = parse_days(points)
    rows = max(days) * vehicles * ROWS_PER_VEHICLE_DAY
    with session(
        rows,
        work_dir,
        keep=keep,
        check=check,
        temp_dir=temp_dir,
        bytes_per_row=WALK_BYTES_PER_ROW,
    ) as running:
        walk = Walk(running.place, vehicles, seed, running.report)
        finish = ask(walk, days, plot)
        walk.go()
        running.conclude(finish())


def parse_days(given: str) -> list[int]:
    """Days from their list with commas; raises `SettingsError` for anything else."""
    try:
        days = sorted({int(day) for day in given.split(",")})
    except ValueError:
        days = []
    if not days or days[0] < 1:
        raise SettingsError(f"--days {given}: give whole days from 1 with commas, such as {POINTS}")
    return days


def ask(walk: Walk, days: Sequence[int], plot: Path | None) -> Callable[[], Part]:
    """Ask the walk for what is needed; the answer draws the conclusions afterwards."""
    if plot is not None and plot.suffix not in (".svg", ".png"):
        raise SettingsError(f"--plot {plot}: the name must end with .svg or .png")
    walk.measure(*days)
    points: list[Point] = []

    def scripts(day: int) -> None:
        points.append(
            Point(day, walk.runs[day].seconds, script(walk, day, 1), script(walk, day, 2))
        )

    for day in days:
        walk.after(day, lambda day=day: scripts(day))  # type: ignore[misc]

    def finish() -> Part:
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


def conclude(points: list[Point], vehicles: int) -> Part:
    """The figures and the goal of measured points."""
    days = [point.day for point in points]
    ours = [point.daily_run for point in points]
    crossed = crossing(days, ours, [point.one_worker for point in points])
    crossed_two = crossing(days, ours, [point.two_workers for point in points])
    judged = vehicles == VEHICLES and days[0] < LIMIT <= days[-1]
    goal = Goal(
        "Faster than the script from", "days", LIMIT, f"{VEHICLES} vehicles", crossed, judged
    )
    table = filled(
        ("Days of history", "daily run", "script, 1 worker", "script, 2 workers"),
        [
            (str(point.day), *(f"{seconds:.1f} s" for seconds in list(asdict(point).values())[1:]))
            for point in points
        ],
    )
    figures = {
        "vehicles": vehicles,
        "points": [asdict(point) for point in points],
        "crossing_days": crossed,
        "crossing_days_two_workers": crossed_two,
    }
    said = " and ".join(
        f"{'not yet' if value is None else f'from {value:.0f} days on'} ({workers})"
        for workers, value in (("1 worker", crossed), ("2 workers", crossed_two))
    )
    title = f"Daily run against a one-shot script, {vehicles} vehicles: faster {said}"
    return Part("curves", title, figures, [goal], [table], NOTES)
