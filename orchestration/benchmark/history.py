"""`history`: what one more day costs, after some days and after many.

Lives here: the sub-command, and the daily runs that are compared with a full rebuild of the same
days and with each other. Not here: how a day is run (`walk.py`) and what follows from the runs
(`history_figures.py`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Annotated

import typer

from orchestration.benchmark.history_figures import DAYS, FEWER, VEHICLES, conclude
from orchestration.benchmark.options import Options, Vehicles, with_options
from orchestration.benchmark.part import Part
from orchestration.benchmark.record import Step
from orchestration.benchmark.walk import DailyRun, Walk
from orchestration.benchmark.walk_through import walk_through
from orchestration.benchmark.workplace import Workplace
from orchestration.errors import SettingsError

REPEATS = 5
"""Consecutive days whose median is the daily figure."""

Days = Annotated[int, typer.Option(min=1, help="Days of history before the daily runs.")]
Later = Annotated[
    int | None, typer.Option(min=2, help="Days before the second daily runs (default: 4 x days).")
]
Defects = Annotated[
    bool, typer.Option("--defects", help="Give the files the bad rows and oddities of real ones.")
]


@with_options
def history(
    options: Options,
    days: Days = DAYS,
    later: Later = None,
    vehicles: Vehicles = VEHICLES,
    defects: Defects = False,
) -> None:
    """Compare one more day with a full rebuild, and a long history with a short one."""
    last = later or FEWER * days
    if last <= days:
        raise SettingsError(f"--later {last}: give more than the {days} days of --days")
    walk_through(
        options,
        vehicles,
        last + REPEATS,
        lambda walk: ask(walk, days, last),
        defects=defects,
    )


def ask(walk: Walk, days: int, later: int) -> Callable[[], Part]:
    """Ask the walk for what is needed; the answer draws the conclusions afterwards.

    The warehouse of the first days is kept until the later ones are there: all that is compared
    runs at the end, in turns, as a machine's speed changes while a history grows.
    """
    late = [later + 1 + repeat for repeat in range(REPEATS)]
    kept: list[Workplace] = []
    early: list[DailyRun] = []
    start_ups: list[Step] = []
    rebuilds: list[DailyRun] = []

    def rebuild() -> None:
        start_ups.append(walk.start_up(walk.place))
        place = walk.apart("full")
        rebuilds.append(walk.told(walk.run(place, 1, days + 1), "full rebuild"))
        shutil.rmtree(place.folder)

    def run_early(day: int) -> None:
        early.append(walk.told(walk.run(kept[0], day, day), "daily run"))
        if len(early) == REPEATS:
            shutil.rmtree(kept[0].folder)

    walk.after(days, lambda: kept.append(walk.kept("early", days)))
    walk.measure(*late)
    walk.just_before(late[0], rebuild)
    for repeat, day in enumerate(late, 1):
        walk.just_before(day, lambda day=days + repeat: run_early(day))  # type: ignore[misc]

    def finish() -> Part:
        return conclude(
            rebuilds[0],
            early,
            [walk.runs[day] for day in late],
            start_ups[0],
            vehicles=walk.vehicles,
            defects=walk.defects,
        )

    return finish
