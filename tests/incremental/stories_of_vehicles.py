"""Stories in which a vehicle is judged anew, and with it rows that did not change.

Lives here: hand-written rounds of changes after which another calibration, class, trust or health
holds for all of a vehicle's days. Not here: changes of settings (`histories.py`), and what stories
are (`stories_of_files.py`).
"""

from __future__ import annotations

from tests.incremental.steps import Append, Edit, Remove, Write
from tests.incremental.stories_of_files import SHIFT, Story
from tests.incremental.telemetry import Piece

BEYOND = (
    "ODD-1;0.8;1;1;1740990000000;52;13;1e300",
    "ODD-1;1e300;1;1;1740990002000;52;13;-1e15",
    "ODD-1;0.8;9e15;1;1740990004000;1e200;-1e300;5",
    "ODD-1;-1e300;1e300;1e300;1740990006000;52;13;1e15",
    "ODD-1;0.8;1;1;-9223372036854775808;52;13;5",
    "ODD-1;0.8;1;1;9223372036854775807;52;13;5",
)
"""Finite, and beyond what decimals and sums of whole numbers of 64 bits can hold."""

STORIES: dict[str, Story] = {
    "a load sensor is not stuck after all": [
        [Write("stuck/a.csv", (Piece("STUCK-1", 0, "08:00:00", 5, "30L 2l"),))],
        [Write("stuck/b.csv", (Piece("STUCK-1", 1, "08:00:00", 5, "20e 12L"),))],
    ],
    "a load sensor falls silent": [
        [Write("silent.csv", (Piece("SILENT-1", 0, "08:00:00", 5, SHIFT),))],
        [Append("silent.csv", (Piece("SILENT-1", 2, "08:00:00", 60, "240n"),))],
    ],
    "metres turn out to be millimetres": [
        [
            Write("mm/a.csv", (Piece("MM-1", 0, "08:00:00", 5, "30e 2u 8l", "millimetres"),)),
            Edit("mm/a.csv", ";800;", ";8;"),
            Edit("mm/a.csv", ";1000;", ";10;"),
        ],
        [Write("mm/b.csv", (Piece("MM-1", 1, "08:00:00", 5, SHIFT, "millimetres"),))],
    ],
    "a height that was stuck turns out to be counts": [
        [Write("counts/a.csv", (Piece("COUNTS-1", 0, "08:00:00", 5, "20e 10l", "counts"),))],
        [Write("counts/b.csv", (Piece("COUNTS-1", -1, "08:00:00", 5, SHIFT, "counts"),))],
    ],
    "an offset is not seen any more": [
        [Write("offset/a.csv", (Piece("OFFSET-1", 0, "08:00:00", 5, SHIFT, "offset"),))],
        [Write("offset/b.csv", (Piece("OFFSET-1", 1, "08:00:00", 5, "60e"),))],
    ],
    "an offset is seen once a file goes": [
        [
            Write("seen/a.csv", (Piece("SEEN-1", 0, "08:00:00", 5, SHIFT, "offset"),)),
            Write("seen/b.csv", (Piece("SEEN-1", 1, "08:00:00", 5, SHIFT),)),
        ],
        [Remove("seen/b.csv")],
    ],
    "a truck lifts after all": [
        [Write("truck/a.csv", (Piece("TRUCK-1", 0, "08:00:00", 5, SHIFT, "none"),))],
        [Write("truck/b.csv", (Piece("TRUCK-1", 3, "08:00:00", 5, SHIFT),))],
    ],
    "a forklift never lifted": [
        [
            Write("never/a.csv", (Piece("NEVER-1", 0, "08:00:00", 5, SHIFT, "none"),)),
            Write("never/b.csv", (Piece("NEVER-1", 1, "08:00:00", 5, SHIFT),)),
        ],
        [Remove("never/b.csv")],
    ],
    "a spike is one no more when lifts like it follow": [
        [
            Write("spike/a.csv", (Piece("SPIKE-1", 0, "08:00:00", 5, "90e 90l 90u"),)),
            Edit("spike/a.csv", ";1.6;0;1;1740988995000;", ";6.6;1;1;1740988995000;"),
        ],
        [
            Write("spike/b.csv", (Piece("SPIKE-1", 1, "08:00:00", 5, "40u"),)),
            Edit("spike/b.csv", ";1.6;", ";5.6;"),
        ],
    ],
    "one raised load more makes the height trusted, on all days": [
        [Write("trust/a.csv", (Piece("TRUST-1", 0, "08:00:00", 5, "9e 9L 9e 9l 9e"),))],
        [Write("trust/b.csv", (Piece("TRUST-1", 2, "08:00:00", 5, "3e 1L 3e"),))],
    ],
    "numbers that no sensor and no clock can mean, and then some that they can": [
        [
            Write("odd/a.csv", (Piece("ODD-1", 0, "08:00:00", 5, SHIFT), *BEYOND)),
            Write("odd/b.csv", (Piece("ODD-1", 1, "08:00:00", 5, SHIFT),)),
        ],
        [Edit("odd/a.csv", ";1e300", ";3"), Edit("odd/b.csv", ";0.8;", ";1e200;")],
    ],
}
