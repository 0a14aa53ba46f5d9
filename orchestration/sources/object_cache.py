"""Downloaded objects on disk, by content, so that no run downloads them twice.

Lives here: the layout of the cache, and what makes it safe. Not here: downloading.

    blobs/<key>-<sha256>       contents; the key is a hash of what a source calls the content
    in_use/<name>, <name>.lock hard links to what one reader holds now; its lock says it lives

Files appear by link, contents are hashed again when they are taken, and readers hold links of
their own: runs at the same time, crashes, trimming and `rm -r` of the whole cache cost at most
another download.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout


class Lease:
    """A folder of files that one reader holds; gone with `release` or with its process."""

    def __init__(self, root: Path) -> None:
        """Take a folder below `root`, after removing those of dead processes."""
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        name = uuid.uuid4().hex
        self._lock = FileLock(root / f"{name}.lock", thread_local=False)
        self._lock.acquire()
        self.folder = root / name
        self.folder.mkdir()
        self._numbers = itertools.count()

    def new_path(self) -> Path:
        """A path for a file that this lease will hold."""
        return self.folder / str(next(self._numbers))

    def release(self) -> None:
        """Remove the folder and its files."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)


class ObjectCache:
    """Contents below `root`, of at most `limit_bytes` together after `trim`."""

    def __init__(self, root: Path, limit_bytes: int) -> None:
        """Name the folder; it is made when it is needed."""
        self._root = root
        self._blobs = root / "blobs"
        self._limit_bytes = limit_bytes
        self._known: dict[str, str] = {}

    def lease(self) -> Lease:
        """A place for the files of one reader; looks what is there to be taken."""
        self._blobs.mkdir(parents=True, exist_ok=True)
        names = (entry.name.partition("-") for entry in os.scandir(self._blobs))
        self._known = {key: sha256 for key, _, sha256 in names}
        return Lease(self._root / "in_use")

    def take(self, name: str, size_bytes: int, lease: Lease) -> tuple[Path, str] | None:
        """The content that is called `name` as a file of the lease, with its SHA-256, hashed anew.

        None when it is not there, or damaged; then it is removed.
        """
        key = key_of(name)
        sha256 = self._known.get(key)
        if sha256 is None:
            return None
        blob, held = self._blobs / f"{key}-{sha256}", lease.new_path()
        try:
            _link(blob, held)
            with held.open("rb") as content:
                actual = hashlib.file_digest(content, "sha256").hexdigest()
            if (actual, held.stat().st_size) == (sha256, size_bytes):
                os.utime(blob)  # the age that `trim` goes by
                return held, sha256
        except FileNotFoundError:  # trimmed or deleted meanwhile
            return None
        for damaged in (blob, held):
            damaged.unlink(missing_ok=True)
        return None

    def add(self, name: str, held: Path, sha256: str) -> None:
        """Keep a complete file of a lease, called `name` from now on."""
        key = key_of(name)
        with suppress(FileExistsError):
            _link(held, self._blobs / f"{key}-{sha256}")
        self._known[key] = sha256

    def trim(self) -> None:
        """Remove the contents that were not used for the longest time, down to the limit."""
        found = []
        for blob in self._blobs.iterdir():
            with suppress(FileNotFoundError):  # another run may trim at the same time
                stat = blob.stat()
                found.append((stat.st_mtime_ns, stat.st_size, blob))
        excess = sum(size for _, size, _ in found) - self._limit_bytes
        for _, size, blob in sorted(found):
            if excess <= 0:
                break
            blob.unlink(missing_ok=True)
            excess -= size


def key_of(name: str) -> str:
    """A name of any length and letters as part of a file name."""
    return hashlib.sha256(name.encode()).hexdigest()


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:  # a file system without hard links
        copy = target.with_name(f"{target.name}.{uuid.uuid4().hex}")
        shutil.copyfile(source, copy)
        copy.replace(target)


def _sweep(root: Path) -> None:
    """Remove the folders of processes that were killed: nobody holds their locks any more."""
    for folder in root.iterdir():
        if not folder.is_dir():
            continue
        lock = FileLock(root / f"{folder.name}.lock")
        with suppress(Timeout, OSError), lock.acquire(blocking=False):
            shutil.rmtree(folder, ignore_errors=True)
            Path(lock.lock_file).unlink(missing_ok=True)
