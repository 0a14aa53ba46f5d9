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
All are timed from command to end. The daily run is the start of Python, the
ingest of one new day, and dbt with its own start, all models and all data tests;
"carries alone" is the same up to what the script tells, without tests. The script
is one process that reads the whole history, file by file with one worker, or with
two, and says how long each vehicle carried."""


@dataclass(frozen=True)
class Point:
    """Seconds from command to end, with so many days of history."""

    day: int
    daily_run: float
    """All models with their tests; of the day after, so that the other one has a day of its own."""
    carries_alone: float
    """Models up to the carries."""
    one_worker: float
    two_workers: float


def conclude(points: list[Point], vehicles: int) -> Part:
    """The figures and the goal of measured points."""
    days = [point.day for point in points]
    one_worker = [point.one_worker for point in points]
    two_workers = [point.two_workers for point in points]
    everything = [point.daily_run for point in points]
    alone = [point.carries_alone for point in points]
    crossed = crossing(days, everything, one_worker)
    crossed_alone = crossing(days, alone, one_worker)
    judged = vehicles == VEHICLES and days[0] < LIMIT <= days[-1]
    goals = [
        Goal(name, "days", LIMIT, f"{VEHICLES} vehicles", value, judged)
        for name, value in (
            ("Whole daily run faster than the script from", crossed),
            ("Carries alone faster than the script from", crossed_alone),
        )
    ]
    table = filled(
        (
            "Days of history",
            "daily run",
            "carries alone",
            "script, 1 worker",
            "script, 2 workers",
        ),
        [
            (str(point.day), *(f"{seconds:.1f} s" for seconds in list(asdict(point).values())[1:]))
            for point in points
        ],
    )
    figures = {
        "vehicles": vehicles,
        "points": [asdict(point) for point in points],
        "crossing_days": crossed,
        "crossing_days_two_workers": crossing(days, everything, two_workers),
        "crossing_days_carries_alone": crossed_alone,
        "crossing_days_carries_alone_two_workers": crossing(days, alone, two_workers),
    }
    said = " and ".join(
        f"{'not yet' if value is None else f'from {value:.0f} days on'} ({what})"
        for what, value in (("everything", crossed), ("carries alone", crossed_alone))
    )
    title = f"Daily run against a one-shot script, {vehicles} vehicles: faster {said}"
    return Part("curves", title, figures, goals, [table], NOTES)
