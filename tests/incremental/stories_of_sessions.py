"""Stories of sessions that grow, join and part, by what each one shows.

Lives here: hand-written rounds of changes around gaps, midnights and off-duty rows. Not here: what
else happens to files (`stories_of_files.py`), where stories are explained.
"""

from __future__ import annotations

from tests.incremental.steps import Change, Cut, Edit, Insert, Remove, Write
from tests.incremental.stories_of_files import SHIFT, Story
from tests.incremental.telemetry import Piece

BEFORE = Piece("GAP-1", 0, "08:00:00", 5, "10e 14L")
BETWEEN = Piece("GAP-1", 0, "08:05:00", 5, "2L")
AFTER = Piece("GAP-1", 0, "08:08:00", 5, "12L 10e 8L")


def around_a_gap(name: str) -> list[Change]:
    """Two files of a vehicle, 365 s apart, and one between them."""
    return [
        change
        for file, piece in (("a", BEFORE), ("b", BETWEEN), ("c", AFTER))
        for change in (
            Write(f"{name}/{file}.csv", (piece,)),
            Edit(f"{name}/{file}.csv", "GAP-1;", f"{name}-1;"),
        )
    ]


def at(vehicle: str, *times_ms: int) -> tuple[str, ...]:
    """Loaded rows of a vehicle at given milliseconds."""
    return tuple(f"{vehicle};0.9;1;1;{time_ms};52;13;2" for time_ms in times_ms)


STORIES: dict[str, Story] = {
    "two sessions become one when a file fills the gap": [
        [*around_a_gap("FILL"), Remove("FILL/b.csv")],
        around_a_gap("FILL"),
    ],
    "one session becomes two when the file between them goes": [
        around_a_gap("SPLIT"),
        [Remove("SPLIT/b.csv")],
    ],
    "a session joins, and parts again": [
        [*around_a_gap("BACK"), Remove("BACK/b.csv")],
        around_a_gap("BACK"),
        [Remove("BACK/b.csv")],
    ],
    "a gap of just the limit, and one millisecond more": [
        [
            Write("limit/a.csv", at("LIMIT-1", 1740990000000, 1740990006000)),
            Write("limit/b.csv", at("LIMIT-1", 1740990306000, 1740990312000)),
            Write("limit/c.csv", at("LIMIT-1", 1740990612001, 1740990618000)),
        ],
        [
            Edit("limit/a.csv", "1740990006000", "1740990005999"),
            Edit("limit/c.csv", "1740990612001", "1740990612000"),
        ],
    ],
    "the first rows of a session go, and with them its name": [
        [Write("head.csv", (Piece("HEAD-1", 0, "08:00:00", 5, SHIFT),))],
        [Cut("head.csv", 0, 3)],
        [Insert("head.csv", 0, at("HEAD-1", 1740988800000)[0])],
    ],
    "a session crosses midnight, and its first half comes last": [
        [Write("night/b.csv", (Piece("NIGHT-1", 1, "00:00:00", 6, "8L 10e 9L 3e"),))],
        [Write("night/a.csv", (Piece("NIGHT-1", 0, "23:58:00", 6, "10e 10L"),))],
        [Cut("night/b.csv", 0, 4)],
    ],
    "off duty over midnights: a late day says which rows repeat the one before": [
        [
            Write("off/d0.csv", (Piece("OFF-1", 0, "23:50:00", 20, "10e 12L 12o"),)),
            Write("off/d3.csv", (Piece("OFF-1", 3, "00:00:20", 20, "5o 10e 12L 4o"),)),
        ],
        [Write("off/d1.csv", (Piece("OFF-1", 1, "12:00:00", 20, "3o 5e"),))],
        [
            Cut("off/d1.csv", 2),
            Write("off/d4.csv", (Piece("OFF-1", 4, "08:00:00", 20, "1o 9L 2e"),)),
        ],
    ],
    "the last row on duty before an idle weekend goes off duty": [
        [
            Write("idle/d0.csv", (Piece("IDLE-1", 0, "23:50:00", 20, "10e 12L 1l"),)),
            Write("idle/d3.csv", (Piece("IDLE-1", 3, "08:00:00", 20, "4o 10e 12L"),)),
        ],
        [Edit("idle/d0.csv", "IDLE-1;0;1;1;", "IDLE-1;0;0;0;")],
    ],
}
