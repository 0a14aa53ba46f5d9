"""What follows from the times over a growing history: the crossing, and the goal.

Lives here: the points and the part that is made of them. Not here: how they are measured
(`curves.py`) and drawn (`plot.py`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from orchestration.benchmark.crossing import crossing
from orchestration.benchmark.goal import Goal
from orchestration.benchmark.part import Part
from orchestration.benchmark.tables import filled

VEHICLES, LIMIT = 20, 60
"""The size at which the goal is judged, and its days."""

NOTES = """\
Both are timed from command to end: the daily run is the start of Python, the
ingest of one new day, and dbt with all data tests and its own start; the script
is one process that reads the whole history, file by file with one worker, or
with two."""


@dataclass(frozen=True)
class Point:
    """Seconds from command to end, with so many days of history."""

    day: int
    daily_run: float
    one_worker: float
    two_workers: float


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
