"""A local folder as a source: its listing has a version id as a commit has one.

Lives here: walking the folder and pinning its state. Not here: reading telemetry.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from orchestration.errors import SourceError
from orchestration.sources.formats import format_of, is_hidden
from orchestration.sources.hash_cache import HashCache
from orchestration.sources.protocol import PREFIX, FetchedObject, SourceObject, Version

HINT = "FORKLIFT_LOCAL_ROOT must name a folder that holds real_data/"


@dataclass(frozen=True)
class _Entry:
    object: SourceObject
    file: Path
    mtime_ns: int


class LocalSource:
    """Telemetry files below `<root>/real_data/`; hidden files and folders are passed over."""

    def __init__(self, root: Path, cache_path: Path) -> None:
        """Name the folder that holds `real_data/`, and the file that remembers content hashes."""
        self._root = root.absolute()
        self._cache_path = cache_path
        self._listings: dict[str, dict[str, _Entry]] = {}

    def resolve(self, ref: str | None = None) -> Version:
        """The state of the folder now: SHA-256 over its sorted listing (path, size, SHA-256).

        A folder has no history: any other ref than the present id raises `SourceError`.
        """
        entries, ignored = self._scan()
        digest = hashlib.sha256()
        for path, entry in entries.items():
            digest.update(f"{path}\0{entry.object.size_bytes}\0{entry.object.checksum}\n".encode())
        version_id = digest.hexdigest()
        if ref is not None and ref != version_id:
            raise SourceError(
                f"{self._root}: the local folder has no version {ref!r}, it is now {version_id}; "
                "leave the ref out to read it as it is"
            )
        self._listings[version_id] = entries
        return Version(
            id=version_id,
            source="local",
            ref=version_id,
            metadata={"folder": str(self._root), "ignored_files": str(ignored)},
        )

    def list(self, version: Version) -> Sequence[SourceObject]:
        """The objects of a version that this source has resolved."""
        return [entry.object for entry in self._entries(version).values()]

    def fetch(self, version: Version, objects: Sequence[SourceObject]) -> Iterator[FetchedObject]:
        """The files themselves, unless one has changed since the version was resolved."""
        entries = self._entries(version)
        for wanted in objects:
            entry = entries[wanted.path]
            try:
                stat = entry.file.stat()
            except OSError as error:
                raise SourceError(f"{wanted.path}: {error.strerror} since it was listed") from None
            if (stat.st_size, stat.st_mtime_ns) != (wanted.size_bytes, entry.mtime_ns):
                raise SourceError(f"{wanted.path}: changed since it was listed; run again")
            yield FetchedObject(wanted, entry.file, wanted.checksum)

    def _entries(self, version: Version) -> dict[str, _Entry]:
        if version.id not in self._listings:
            self.resolve(version.id)
        return self._listings[version.id]

    def _scan(self) -> tuple[dict[str, _Entry], int]:
        folder = self._root / PREFIX
        if not folder.is_dir():
            raise SourceError(f"{folder}: no such folder; {HINT}")
        cache = HashCache(self._cache_path)
        keys, ignored = _walk(folder)
        try:
            stats = {file: file.stat() for _, file in keys}
            digests = cache.sha256(stats)
        except OSError as error:
            _refuse(error)
        entries = {
            key: _Entry(
                SourceObject(key, stats[file].st_size, digests[file]),
                file,
                stats[file].st_mtime_ns,
            )
            for key, file in keys
        }
        if not entries:
            raise SourceError(
                f"{folder}: empty folder, no *.csv, *.csv.gz or *.parquet below it "
                f"({ignored} other files); {HINT}"
            )
        cache.save()
        return entries, ignored


def _walk(folder: Path) -> tuple[list[tuple[str, Path]], int]:
    """Telemetry keys with their files, sorted by key bytes, and the count of other files."""
    found: list[tuple[bytes, str, Path]] = []
    ignored = 0
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(parent) / name
            key = PREFIX + file.relative_to(folder).as_posix()
            if is_hidden(key):
                continue
            if format_of(key) is None:
                ignored += 1
                continue
            try:
                found.append((key.encode(), key, file))
            except UnicodeEncodeError:
                raise SourceError(f"{key!r}: the file name is not UTF-8; rename it") from None
    return [(key, file) for _, key, file in sorted(found)], ignored


def _refuse(error: OSError) -> NoReturn:
    raise SourceError(f"{error.filename}: cannot be read: {error.strerror}") from None
