"""What is loaded now, and what a version changes about it.

Lives here: object ids, the manifest in `raw.objects`, and its difference to a listing. Not here:
loading.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.errors import SourceError
from orchestration.sources.protocol import SourceObject

ID_BITS, DAY_BITS = 60, 16
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_/]?)(\d\d)\2(\d\d)(?!\d)")


@dataclass(frozen=True)
class LoadedObject:
    """What `raw.objects` says about one path."""

    object_id: int
    size_bytes: int
    checksum: str
    sha256: str
    status: str


@dataclass(frozen=True)
class Changes:
    """A listing beside the manifest. A failed object counts as replaced: it is tried again."""

    added: list[SourceObject]
    replaced: list[SourceObject]
    unchanged: list[SourceObject]
    removed: list[str]


def object_id_of(path: str) -> int:
    """A number of 60 bits that follows from the path: the same id wherever it is loaded.

    It is the beginning of the path's SHA-256. Where the path names a date, its day since 1970 comes
    before that: objects of near days then have ids in a narrow range, and who looks for their rows
    can pass over all others.
    """
    bits = int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big")
    day = day_in(path)
    if day is None:
        return bits >> (64 - ID_BITS)
    return day << (ID_BITS - DAY_BITS) | bits >> (64 - ID_BITS + DAY_BITS)


def day_in(path: str) -> int | None:
    """Days from 1970-01-01 to the first date in the path, like 2025-03-01 or 20250301; or None."""
    for year, _, month, day in _DATE.findall(path):
        try:
            number = (date(int(year), int(month), int(day)) - date(1970, 1, 1)).days
        except ValueError:
            continue
        if 0 <= number < 1 << DAY_BITS:
            return number
    return None


def object_ids(paths: Sequence[str]) -> dict[str, int]:
    """Ids by path; raises `SourceError` should two paths ever share one."""
    by_id: dict[int, str] = {}
    for path in paths:
        other = by_id.setdefault(object_id_of(path), path)
        if other != path:
            raise SourceError(f"{path}: has the same object id as {other}; rename one of them")
    return {path: object_id for object_id, path in by_id.items()}


def read_manifest(connection: duckdb.DuckDBPyConnection) -> dict[str, LoadedObject]:
    """The objects loaded now, by path."""
    rows = connection.execute(
        "select object_path, object_id, size_bytes, checksum, sha256, status from raw.objects"
    ).fetchall()
    return {path: LoadedObject(*facts) for path, *facts in rows}


def compare(listing: Sequence[SourceObject], manifest: dict[str, LoadedObject]) -> Changes:
    """Sort the listed and the loaded objects into added, replaced, unchanged and removed."""
    changes = Changes([], [], [], sorted(manifest.keys() - {item.path for item in listing}))
    for item in listing:
        loaded = manifest.get(item.path)
        if loaded is None:
            changes.added.append(item)
        elif loaded.status == "loaded" and (loaded.checksum, loaded.size_bytes) == (
            item.checksum,
            item.size_bytes,
        ):
            changes.unchanged.append(item)
        else:
            changes.replaced.append(item)
    return changes
