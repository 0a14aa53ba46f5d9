"""SHA-256 of local files, remembered so that an idle run does not read them all again.

Lives here: the cache file and its rules. Not here: which files are hashed. The cache can be
deleted at any time; a damaged one is rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

RACY_NS = 2_000_000_000
"""A file changed less than this before it was hashed is not remembered: it may change again
within the resolution of its modification time."""

THREADS = 2
"""Files hashed at once; hashing lets other threads run."""


class HashCache:
    """Content hashes by (path, size, modification time in ns)."""

    def __init__(self, path: Path) -> None:
        """Read the cache file; a missing or damaged one counts as empty."""
        self._path = path
        self._known = _read(path)
        self._used: dict[str, list[int | str]] = {}

    def sha256(self, files: Mapping[Path, os.stat_result]) -> dict[Path, str]:
        """Hashes of the files' contents, from the cache where size and modification time agree.

        Raises `OSError`, naming the file, when one cannot be read.
        """
        digests = {file: self._remembered(file, stat) for file, stat in files.items()}
        unknown = [file for file, digest in digests.items() if digest is None]
        if unknown:
            with ThreadPoolExecutor(THREADS, thread_name_prefix="hash") as pool:
                try:
                    digests.update(zip(unknown, pool.map(_digest, unknown), strict=True))
                finally:
                    pool.shutdown(cancel_futures=True)
        latest = time.time_ns() - RACY_NS
        hashes = {}
        for file, digest in digests.items():
            assert digest is not None
            hashes[file] = digest
            stat = files[file]
            if stat.st_mtime_ns < latest:
                self._used[str(file)] = [stat.st_size, stat.st_mtime_ns, digest]
        return hashes

    def _remembered(self, file: Path, stat: os.stat_result) -> str | None:
        known = self._known.get(str(file))
        if known is None or known[:2] != [stat.st_size, stat.st_mtime_ns]:
            return None
        return str(known[2])

    def save(self) -> None:
        """Write what was asked for since the start, by rename; files not asked for are gone."""
        if self._used == self._known:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_name(f"{self._path.name}.{os.getpid()}.tmp")
        temporary.write_text(json.dumps(self._used), encoding="utf-8")
        temporary.replace(self._path)


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None


def _read(path: Path) -> dict[str, list[int | str]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {
        name: entry
        for name, entry in content.items()
        if isinstance(entry, list) and len(entry) == 3 and isinstance(entry[2], str)
    }
