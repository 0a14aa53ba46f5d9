"""What follows from the runs of `history`: shares, growth, and goals met or missed.

Lives here: pure arithmetic on measured runs, and their table. Not here: measuring (`history.py`)
and how SQL is timed (`sql_time.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from statistics import median
from typing import Any

from orchestration.benchmark.goal import Goal
from orchestration.benchmark.part import Part
from orchestration.benchmark.record import Step
from orchestration.benchmark.sql_time import KINDS, SqlTime, middle, sql_time
from orchestration.benchmark.tables import filled
from orchestration.benchmark.walk import DailyRun

DAYS, VEHICLES = 60, 20
"""The size at which the goals are judged."""
FEWER = 4
"""The history grows to so many times its days, unless told otherwise."""

NOTES = """\
SQL time is that of the statements of models (with seeds), of data tests, and
besides of hooks and of dbt itself, by a clock around the cursor. Nodes: their
execution times as dbt adds them up, with its own Python. Net wall time is dbt's
from command to end less its start-up. The full rebuild is of the same days as
the first daily run, in a fresh warehouse. It and all daily runs come at the
end, days of both histories in turns, the short one in a warehouse kept from
then. Daily figures are the median of 5 consecutive days, growth is the median
of 5 pairs."""


def conclude(
    full: DailyRun,
    early: list[DailyRun],
    late: list[DailyRun],
    start_up: Step,
    *,
    vehicles: int,
    defects: bool = False,
) -> Part:
    """The figures and goals of measured runs."""
    days, later = early[0].day - 1, late[0].day - 1
    whole = sql_time(full.build, start_up)
    small, large = (
        middle([sql_time(run.build, start_up) for run in runs]) for runs in (early, late)
    )
    share, growth = ratios(small, whole), growth_of_pairs(early, late, start_up)
    judged = (days, vehicles) == (DAYS, VEHICLES)
    at = f"{DAYS} days"
    goals = [
        Goal("One more day, of full rebuild", "%", 8, at, 100 * share["sql"], judged),
        Goal(
            "Daily run, 240 days of 60 days",
            "×",
            1.25,
            at,
            growth["sql"],
            judged and later == FEWER * days,
        ),
    ]
    rows = full.ingest.rows or 0
    table = filled(
        ("SQL time in s", "models", "data tests", "besides", "SQL in all", "nodes", "net wall"),
        [
            (f"full rebuild of {days + 1} days", *_seconds(whole)),
            (f"one more day after {days}", *_seconds(small)),
            (f"one more day after {later}", *_seconds(large)),
            ("one more day of full rebuild", *(f"{100 * share[kind]:.1f} %" for kind in KINDS)),
            (f"after {later} of after {days}", *(f"{growth[kind]:.2f} ×" for kind in KINDS)),
        ],
    )
    return Part(
        "history",
        f"History: {rows:,} rows of {vehicles} vehicles in {days + 1} days"
        + (", with bad rows and odd files" if defects else ""),
        {
            "days": days,
            "later": later,
            "vehicles": vehicles,
            "defects": defects,
            "rows": rows,
            "full_rebuild": _said(full, start_up),
            "daily_after_days": [_said(run, start_up) for run in early],
            "daily_after_later": [_said(run, start_up) for run in late],
            "daily_of_full": share,
            "later_of_days": growth,
            "start_up_seconds": start_up.process_seconds,
        },
        goals,
        [table],
        NOTES,
    )


def ratios(part: SqlTime, whole: SqlTime) -> dict[str, float]:
    """One time over the other, by kind."""
    return {kind: getattr(part, kind) / getattr(whole, kind) for kind in KINDS}


def growth_of_pairs(
    early: list[DailyRun], late: list[DailyRun], start_up: Step
) -> dict[str, float]:
    """The median, by kind, of the ratios of runs that came right after each other."""
    pairs = [
        ratios(sql_time(second.build, start_up), sql_time(first.build, start_up))
        for first, second in zip(early, late, strict=True)
    ]
    return {kind: median(pair[kind] for pair in pairs) for kind in KINDS}


def _seconds(time: SqlTime) -> Iterable[str]:
    return (f"{getattr(time, kind):,.2f}" for kind in KINDS)


def _said(run: DailyRun, start_up: Step) -> dict[str, Any]:
    """All that was measured of a run, for the file."""
    time = sql_time(run.build, start_up)
    return {
        "day": run.day,
        "sql_seconds": {kind: getattr(time, kind) for kind in KINDS},
        "wall_seconds": run.seconds,
        "ingest": asdict(run.ingest),
        "build": asdict(run.build),
    }
