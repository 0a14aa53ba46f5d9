"""`idle`: what a run costs that finds nothing new.

Lives here: the two ways of running it, the Dagster way and the plain one, and the goal. Not here:
the history before it (`walk.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from orchestration.benchmark.goal import Goal
from orchestration.benchmark.options import Options, Vehicles, with_options
from orchestration.benchmark.part import Part
from orchestration.benchmark.record import Step
from orchestration.benchmark.run import repeated
from orchestration.benchmark.tables import filled
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.walk_through import walk_through
from orchestration.benchmark.workplace import DAILY, Workplace

DAYS, VEHICLES, LIMIT_S = 60, 20, 10.0
"""The size at which the goal is judged, and its seconds."""
DAGSTER = ("orchestration.run",)

NOTES = """\
From command to end, the median of 3, after one run of each that is not counted:
what it parses and learns is there afterwards. The plain way is the ingest step
and then dbt with all data tests up to the classifier, each a process; the
Dagster way is `make run`, the whole job with the classifier and what follows
from it, its records and its summary."""

Days = Annotated[int, typer.Option(min=1, help="Days of history before the idle run.")]


@with_options
def idle(options: Options, days: Days = DAYS, vehicles: Vehicles = VEHICLES) -> None:
    """Time a run that finds nothing new."""
    walk_through(options, vehicles, days, lambda walk: ask(walk, days))


def ask(walk: Walk, days: int) -> Callable[[], Part]:
    """Ask the walk for what is needed; the answer draws the conclusions afterwards."""
    ways: dict[str, list[Step]] = {}

    def measure() -> None:
        place = walk.place
        for step in (*plain(place, once), *dagster(place, once)):
            walk.report(step.renamed(f"idle, not counted: {step.name}"))
        ways["plain"] = plain(place, repeated)
        ways["Dagster"] = dagster(place, repeated)

    walk.after(days, measure)
    return lambda: conclude(ways, days, walk.vehicles)


def once(run: Callable[[], Step]) -> Step:
    """One run, without repeats."""
    return run()


def plain(place: Workplace, times: Callable[[Callable[[], Step]], Step]) -> list[Step]:
    """The ingest step and dbt."""
    return [
        times(lambda: place.python("ingest")),
        times(lambda: place.dbt("build", "build", *DAILY)),
    ]


def dagster(place: Workplace, times: Callable[[Callable[[], Step]], Step]) -> list[Step]:
    """The whole job, as `make run` does it."""
    return [times(lambda: place.command("dagster", *DAGSTER))]


def conclude(ways: dict[str, list[Step]], days: int, vehicles: int) -> Part:
    """The figures and goals of measured runs."""
    judged = (days, vehicles) == (DAYS, VEHICLES)
    seconds = {way: sum(step.process_seconds for step in steps) for way, steps in ways.items()}
    goals = [
        Goal(f"Idle run, {way}", "s", LIMIT_S, f"{DAYS} days", value, judged)
        for way, value in seconds.items()
    ]
    table = filled(
        ("Idle run", "seconds", "CPU seconds"),
        [
            (f"{way}: {step.name}", f"{step.process_seconds:.2f}", f"{step.cpu_seconds:.2f}")
            for way, steps in ways.items()
            for step in steps
        ],
    )
    figures = {
        "days": days,
        "vehicles": vehicles,
        "seconds": seconds,
        "steps": {way: [asdict(step) for step in steps] for way, steps in ways.items()},
    }
    title = f"A run that finds nothing new, after {days} days of {vehicles} vehicles"
    return Part("idle", title, figures, goals, [table], NOTES)
