"""Objects of one lakeFS commit as verified local files.

Lives here: what is read how, and the proof that it arrived whole: size, MD5 where the listing
gives one, and a SHA-256 of our own. Not here: requests (`lakefs/`), or where copies are kept
(`object_cache.py`).
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from orchestration.errors import SourceError
from orchestration.lakefs import LakeFS, LakeFSError
from orchestration.sources.object_cache import Lease, ObjectCache
from orchestration.sources.progress import Progress
from orchestration.sources.protocol import FetchedObject, SourceObject
from orchestration.sources.window import windowed

PART_BYTES = 4 << 20
"""Size of one request; the SDK holds an answer in memory as a whole."""

MEMORY_BYTES = 24 << 20
"""Bytes asked for and not yet written, over all threads; the SDK needs about twice as much."""

ATTEMPTS = 3
"""How often content that does not fit its checksum is read, before it is an error."""

_MD5 = re.compile(r"[0-9a-f]{32}")


class Part(NamedTuple):
    """Bytes of one object that are asked for at once: from `first` to `last`, both included."""

    item: SourceObject
    first: int
    last: int

    @property
    def size_bytes(self) -> int:
        """Number of bytes."""
        return self.last - self.first + 1


def parts_of(item: SourceObject) -> list[Part]:
    """The parts of an object in order; none of an empty one."""
    size = item.size_bytes
    return [
        Part(item, first, min(first + PART_BYTES, size) - 1) for first in range(0, size, PART_BYTES)
    ]


@dataclass(frozen=True)
class Download:
    """Reads objects at `commit` into `lease`, and keeps them in `cache`."""

    client: LakeFS
    commit: str
    cache: ObjectCache
    lease: Lease

    def run(self, objects: Sequence[SourceObject]) -> Iterator[FetchedObject]:
        """Local copies of all objects: those of the cache, then the others in order.

        Threads ask for the parts of the next objects, small or large, while this one hashes and
        writes: they would stand in each other's way there. Raises `SourceError` for the first
        object that cannot be had; the others are given up then.
        """
        missing = []
        try:
            for item in objects:
                found = self.cache.take(self._name(item), item.size_bytes, self.lease)
                if found:
                    yield FetchedObject(item, *found)
                else:
                    missing.append(item)
            yield from self._downloaded(missing)
        except OSError as error:
            raise self._out_of_place(error) from None

    def _downloaded(self, objects: Sequence[SourceObject]) -> Iterator[FetchedObject]:
        progress = Progress(len(objects), sum(item.size_bytes for item in objects))
        workers = self.client.config.workers
        pool = ThreadPoolExecutor(workers, thread_name_prefix="download")
        try:
            arriving = windowed(
                pool,
                self._read,
                (part for item in objects for part in parts_of(item)),
                weight=lambda part: part.size_bytes,
                most_tasks=2 * workers,
                most_weight=MEMORY_BYTES,
            )
            for item in objects:
                yield self._verified(item, arriving, progress)
        finally:
            self.client.abandoned.set()  # others stop waiting for their next attempt
            pool.shutdown(cancel_futures=True)
            self.client.abandoned.clear()

    def _verified(
        self, item: SourceObject, arriving: Iterator[bytes], progress: Progress
    ) -> FetchedObject:
        """The object as a file that fits its checksum; read again, by itself, while it does not."""
        parts = parts_of(item)
        contents: Iterable[bytes] = islice(arriving, len(parts))
        md5 = ""
        for _ in range(ATTEMPTS):
            path = self.lease.new_path()
            md5, sha256 = self._write(path, contents, progress)
            if md5 == item.checksum or not _MD5.fullmatch(item.checksum):
                self.cache.add(self._name(item), path, sha256)
                progress.advance(objects=1)
                return FetchedObject(item, path, sha256)
            path.unlink()
            contents = map(self._read, parts)
        raise LakeFSError(
            f"{self.client.place(self.commit, item.path)}: the content has MD5 {md5}, but lakeFS "
            f"lists {item.checksum}; it was read {ATTEMPTS} times and is damaged on its way or in "
            "the storage"
        )

    def _write(self, path: Path, contents: Iterable[bytes], progress: Progress) -> tuple[str, str]:
        """Write what arrives; its MD5 and SHA-256."""
        md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        with path.open("wb") as file:
            for content in contents:
                md5.update(content)
                sha256.update(content)
                file.write(content)
                progress.advance(size_bytes=len(content))
        return md5.hexdigest(), sha256.hexdigest()

    def _read(self, part: Part) -> bytes:
        item = part.item
        return self.client.read(self.commit, item.path, part.first, part.last, item.size_bytes)

    def _name(self, item: SourceObject) -> str:
        # Not every checksum is one of the content alone: it means something in one repository.
        config = self.client.config
        return f"{config.endpoint}\n{config.repository}\n{item.checksum}\n{item.size_bytes}"

    def _out_of_place(self, error: OSError) -> SourceError:
        if error.errno == errno.ENOSPC:
            return SourceError(
                f"{self.lease.folder.parent.parent}: no space left for downloads; make room, or "
                "choose another FORKLIFT_DATA_DIR"
            )
        return SourceError(f"{error.filename or self.lease.folder}: {error.strerror}")
