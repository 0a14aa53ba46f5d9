"""What is loaded now, and what a version changes about it.

Lives here: object ids, the manifest in `raw.objects`, and its difference to a listing. Not here:
loading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from orchestration.errors import SourceError
from orchestration.sources.protocol import SourceObject

ID_BITS = 60


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
    """The first 60 bits of the SHA-256 of the path: the same id wherever it is loaded."""
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big") >> (64 - ID_BITS)


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
