"""Stories of files that come, change and go, by what each one shows.

Lives here: hand-written rounds of changes, each story with vehicles and files of its own and with
one trap for a build that only looks at what is new. A build follows each round; stories are told
together in one warehouse, which costs no more than one of them. Not here: what is judged anew for
rows that did not change (`stories_of_vehicles.py`), and times (`stories_of_sessions.py`).
"""

from __future__ import annotations

from tests.incremental.steps import Append, Change, Copy, Cut, Edit, Insert, Move, Remove, Write
from tests.incremental.telemetry import Piece

Story = list[list[Change]]

SHIFT = "10e 12L 3u 6e 15L 2n 4e"
"""Some minutes of work whose height is trusted and whose load sensor is."""

BAD_LINES = (
    "BAD-1;1;2",
    "BAD-1;0.5;1;1;1740990000000;52;13;1;9;9",
    ";0.5;1;1;1740990000000;52;13;1",
    "BAD-1;0.5;1;1;;52;13;1",
    "BAD-1;0.5;1;1;noon;52;13;1",
    "BAD-1;0,5;1;1;1740990000;91;0;1",
    "BAD-1;n/a;x;1;1740990004000;0;0;",
)
"""Too few fields, too many, no vehicle, no time, no number for it, seconds, no numbers."""


def two_samples(*speeds_kmh: int) -> tuple[str, ...]:
    """Rows of a vehicle, 4 s apart."""
    return tuple(
        f"SWAP-1;0;0;1;{1740989000000 + 4000 * index};52;13;{speed}"
        for index, speed in enumerate(speeds_kmh)
    )


STORIES: dict[str, Story] = {
    "nothing happens to a vehicle": [
        [Write("still.csv", (Piece("STILL-1", 0, "09:00:00", 5, SHIFT),))],
    ],
    "a carry goes on in rows appended to its file": [
        [Write("carry.csv", (Piece("CARRY-1", 0, "08:00:00", 4, "10e 12L 3u 6e 1L"),))],
        [Append("carry.csv", (Piece("CARRY-1", 0, "08:02:08", 4, "2L"),))],
        [Append("carry.csv", (Piece("CARRY-1", 0, "08:02:16", 4, "9L 4e"),))],
    ],
    "a row changes, and a line more shifts all after it": [
        [Write("shift.csv", (Piece("SHIFT-1", 0, "08:00:00", 4, SHIFT),))],
        [Edit("shift.csv", ";1.2;1;1;", ";1.3;1;1;"), Insert("shift.csv", 14, "SHIFT-1;few")],
        [Insert("shift.csv", 0, ""), Cut("shift.csv", 40, 44)],
    ],
    "two samples of a slot exchange their speeds": [
        [Write("swap.csv", two_samples(6, 9))],
        [Write("swap.csv", two_samples(9, 6))],
    ],
    "rows repeated by a file that sorts before theirs": [
        [Write("again/m.csv", (Piece("AGAIN-1", 0, "08:00:00", 4, SHIFT),))],
        [
            Write("again/a.csv", (Piece("AGAIN-1", 0, "08:00:40", 4, "8L 3e"),)),
            Copy("again/m.csv", "again/b.csv"),
        ],
    ],
    "repeated rows whose first file goes": [
        [
            Write("first/a.csv", (Piece("FIRST-1", 0, "08:00:00", 4, SHIFT),)),
            Copy("first/a.csv", "first/m.csv.gz"),
        ],
        [Remove("first/a.csv")],
    ],
    "content moves to a name that sorts the other way, with tied times": [
        [
            Write("tie/a.csv", (Piece("TIE-1", 0, "08:00:00", 4, SHIFT),)),
            Write("tie/m.csv", (Piece("TIE-1", 0, "08:00:20", 8, "6e 8l 3o"),)),
        ],
        [Move("tie/a.csv", "tie/z.csv")],
    ],
    "a new file sorts before all others": [
        [Write("new.csv", (Piece("NEW-1", 0, "08:00:00", 4, SHIFT),))],
        [],
        [Write("0.csv", (Piece("NEW-1", 1, "08:00:00", 4, SHIFT),))],
    ],
    "a file comes three weeks late, and a vehicle goes": [
        [
            Write("late/a.csv", (Piece("LATE-1", 0, "08:00:00", 4, SHIFT),)),
            Write("late/gone.csv", (Piece("GONE-1", 0, "08:00:00", 4, SHIFT),)),
        ],
        [
            Write("late/b.csv", (Piece("LATE-1", -21, "08:00:00", 4, SHIFT),)),
            Remove("late/gone.csv"),
        ],
    ],
    "rows of one vehicle become another's": [
        [
            Write(
                "whose.csv",
                (
                    Piece("WHOSE-1", 0, "08:00:00", 4, SHIFT),
                    Piece("WHOSE-2", 0, "08:00:00", 4, SHIFT),
                    Piece("WHOSE-1", 1, "08:00:00", 4, SHIFT),
                ),
            )
        ],
        [Edit("whose.csv", "WHOSE-2;", "WHOSE-3;")],
        [Edit("whose.csv", "WHOSE-3;", "WHOSE-1;")],
    ],
    "bad lines, a file that becomes empty, and one that was": [
        [
            Write("bad/a.csv", (Piece("BAD-1", 0, "08:00:00", 4, SHIFT), *BAD_LINES)),
            Write("bad/b.csv", (Piece("BAD-1", 0, "10:00:00", 4, SHIFT),)),
            Write("bad/c.csv"),
        ],
        [
            Cut("bad/a.csv", 44, 46),
            Write("bad/b.csv"),
            Write("bad/c.csv", (Piece("BAD-2", 0, "10:00:00", 4, SHIFT), *BAD_LINES[:2])),
        ],
    ],
}
