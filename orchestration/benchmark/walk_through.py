"""From what a sub-command asks of a history to what it concludes.

Lives here: the session and the walk of one sub-command, or of several at once. Not here: the walk
itself (`walk.py`), and what is asked (the parts).
"""

from __future__ import annotations

from collections.abc import Callable

from orchestration.benchmark.options import Options
from orchestration.benchmark.part import Part
from orchestration.benchmark.session import WALK_BYTES_PER_ROW, Session, session
from orchestration.benchmark.walk import ROWS_PER_VEHICLE_DAY, Walk

Ask = Callable[[Walk], Callable[[], Part]]
"""Asks the walk for what is needed; the answer draws the conclusions afterwards."""


def walk_through(
    options: Options,
    vehicles: int,
    days: int,
    *asks: Ask,
    at_least: int = 0,
    defects: bool = False,
    first: Callable[[Session], None] | None = None,
) -> None:
    """Walk once through so many days of a fleet for all that ask, and conclude for each in order.

    The disk must have room for their rows, or for `at_least` so many; with `defects` the files have
    bad rows and oddities. What is to be done `first` has the session to itself, once everybody has
    asked.
    """
    rows = max(at_least, days * vehicles * ROWS_PER_VEHICLE_DAY)
    with session(rows, options, bytes_per_row=WALK_BYTES_PER_ROW) as running:
        walk = Walk(running.place, vehicles, options.seed, running.report, defects=defects)
        conclusions = [ask(walk) for ask in asks]
        if first is not None:
            first(running)
        walk.go()
        for conclude in conclusions:
            running.conclude(conclude())
