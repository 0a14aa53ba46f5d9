"""Objects of one lakeFS commit as verified local files.

Lives here: what is read how, and the proof that it arrived whole: size, MD5 where the listing
gives one, and a SHA-256 of our own. Not here: requests (`lakefs/`), or where copies are kept
(`object_cache.py`).
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

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


class Content:
    """What came of one object, in memory where it is small, and its hashes."""

    def __init__(self) -> None:
        self.parts: list[bytearray] = []
        self.md5 = hashlib.md5(usedforsecurity=False)
        self.sha256 = hashlib.sha256()

    def hashed(self, part: bytearray) -> bytearray:
        """Take the next part into the hashes; returns it."""
        self.md5.update(part)
        self.sha256.update(part)
        return part

    def fits(self, checksum: str) -> bool:
        """Whether the content has this MD5; a checksum that is none proves nothing against it."""
        return self.md5.hexdigest() == checksum or not _MD5.fullmatch(checksum)


@dataclass(frozen=True)
class Download:
    """Reads objects at `commit` into `lease`, and keeps them in `cache`."""

    client: LakeFS
    commit: str
    cache: ObjectCache
    lease: Lease

    def run(self, objects: Sequence[SourceObject]) -> Iterator[FetchedObject]:
        """Local copies of all objects: small ones side by side, then large ones part by part.

        Raises `SourceError` for the first that cannot be had; the others are given up then.
        """
        progress = Progress(len(objects), sum(item.size_bytes for item in objects))
        small = [item for item in objects if item.size_bytes <= PART_BYTES]
        large = [item for item in objects if item.size_bytes > PART_BYTES]
        workers = self.client.config.workers
        pool = ThreadPoolExecutor(workers, thread_name_prefix="download")
        try:
            for item, found in windowed(
                pool,
                self._whole,
                small,
                weight=lambda item: item.size_bytes,
                most_tasks=2 * workers,
                most_weight=MEMORY_BYTES,
            ):
                # Written here, not by the threads: they would queue for the same folder.
                yield found if isinstance(found, FetchedObject) else self._keep(item, found)
                progress.advance(item.size_bytes, objects=1)
            for item in large:
                yield self._cached(item) or self._in_parts(item, pool, progress)
                progress.advance(0, objects=1)
        except OSError as error:
            raise self._out_of_place(error) from None
        finally:
            self.client.abandoned.set()  # others stop waiting for their next attempt
            pool.shutdown(cancel_futures=True)
            self.client.abandoned.clear()

    def _whole(self, item: SourceObject) -> tuple[SourceObject, FetchedObject | Content]:
        """A small object: from the cache, or its content in memory."""
        found = self._cached(item)
        if found:
            return item, found
        content = Content()
        for _ in range(ATTEMPTS):
            content = Content()
            for start in self._starts(item):
                content.parts.append(content.hashed(self._part(item, start)))
            if content.fits(item.checksum):
                return item, content
        raise self._unfit(item, content)

    def _in_parts(self, item: SourceObject, pool: Executor, progress: Progress) -> FetchedObject:
        """A large object: written part by part, while the next parts are on their way."""
        content = Content()
        for _ in range(ATTEMPTS):
            content, path = Content(), self.lease.new_path()
            with path.open("wb") as file:
                for part in windowed(
                    pool,
                    partial(self._part, item),
                    self._starts(item),
                    weight=lambda _: PART_BYTES,
                    most_tasks=self.client.config.workers,
                    most_weight=MEMORY_BYTES,
                ):
                    file.write(content.hashed(part))
                    progress.advance(len(part))
            if content.fits(item.checksum):
                return self._kept(item, path, content)
            path.unlink()
        raise self._unfit(item, content)

    def _keep(self, item: SourceObject, content: Content) -> FetchedObject:
        path = self.lease.new_path()
        with path.open("wb") as file:
            file.writelines(content.parts)
        return self._kept(item, path, content)

    def _kept(self, item: SourceObject, path: Path, content: Content) -> FetchedObject:
        self.cache.add(self._name(item), path, content.sha256.hexdigest())
        return FetchedObject(item, path, content.sha256.hexdigest())

    def _cached(self, item: SourceObject) -> FetchedObject | None:
        found = self.cache.take(self._name(item), item.size_bytes, self.lease)
        return FetchedObject(item, *found) if found else None

    def _starts(self, item: SourceObject) -> range:
        return range(0, item.size_bytes, PART_BYTES)  # none for an empty object

    def _part(self, item: SourceObject, start: int) -> bytearray:
        last = min(start + PART_BYTES, item.size_bytes) - 1
        return self.client.read(self.commit, item.path, start, last, item.size_bytes)

    def _unfit(self, item: SourceObject, content: Content) -> LakeFSError:
        return LakeFSError(
            f"{self.client.place(self.commit, item.path)}: the content has MD5 "
            f"{content.md5.hexdigest()}, but lakeFS lists {item.checksum}; it was read {ATTEMPTS} "
            "times and is damaged on its way or in the storage"
        )

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
