"""Which file a vehicle's day is written to, and what is wrong with that file.

Lives here: object paths and the file defects of each vehicle and day. Each pair of vehicles takes
its turn through the file defects asked for, so that all of them occur in a fleet of some size.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from orchestration.simulator.spec import FILE_DEFECTS, FilesPer

OVERLAP_ROWS = 150
UNUSUAL_NAMES = ("{} gate 2", "{}_Übergabe")


@dataclass(frozen=True)
class Piece:
    """A part of a vehicle's day that goes to one file: rows `first` to `last` (exclusive).

    The first `repeated` of them stand in another file too.
    """

    path: str
    first: int
    last: int
    repeated: int = 0
    defects: frozenset[str] = field(default_factory=frozenset)


def file_defects(enabled: Collection[str], place: int, day: int) -> frozenset[str]:
    """Return the file defect of the vehicle at `place` of the fleet on `day`, if any."""
    asked = [name for name in FILE_DEFECTS if name in enabled]
    if not asked:
        return frozenset()
    turn = (place // 2 + 5 * day) % (len(asked) + max(1, len(asked) // 3))
    return frozenset(asked[turn : turn + 1])


def pieces(
    vehicle_id: str, day: date, count: int, files_per: FilesPer, defects: frozenset[str]
) -> list[Piece]:
    """Return the files that `count` rows of a vehicle's day go to.

    With `files_per` "vehicle" or "day" files are appended to and have no file defects.
    """
    if files_per == "vehicle":
        return [Piece(f"real_data/{vehicle_id}.csv", 0, count)]
    if files_per == "day":
        return [Piece(f"real_data/{day}.csv", 0, count)]
    folder = f"real_data/{day}"
    if "shared_file" in defects:
        return [Piece(f"{folder}/shared.csv", 0, count)]
    name, suffix = vehicle_id, ".csv"
    if "unusual_name" in defects:
        name = UNUSUAL_NAMES[day.toordinal() % len(UNUSUAL_NAMES)].format(name)
    if "parquet" in defects:
        suffix = ".parquet"
    elif "gzip" in defects:
        suffix = ".csv.gz"
    empty = [Piece(f"{folder}/{name}_empty.csv", 0, 0)] if "empty_file" in defects else []
    if not defects & {"split_file", "overlap"}:
        return [Piece(f"{folder}/{name}{suffix}", 0, count, 0, defects), *empty]
    half = count // 2
    again = min(OVERLAP_ROWS, half) if "overlap" in defects else 0
    return [
        Piece(f"{folder}/{name}_1{suffix}", 0, half, 0, defects),
        Piece(f"{folder}/{name}_2{suffix}", half - again, count, again, defects),
        *empty,
    ]
