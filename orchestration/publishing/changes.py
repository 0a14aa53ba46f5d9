"""What differs between the files of a run and the objects that are published already.

Lives here: the comparison. Not here: listing or writing objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from orchestration.publishing.parquet import OF_A_TABLE, Part

MD5 = re.compile(r"[0-9a-f]{32}")


class Listed(Protocol):
    """An object as the server lists it."""

    @property
    def path(self) -> str:
        """Key."""

    @property
    def size_bytes(self) -> int | None:
        """Size."""

    @property
    def checksum(self) -> str:
        """MD5 in 32 hexadecimal digits, mostly."""


@dataclass(frozen=True)
class Changes:
    """What to write so that the prefix holds the files, and no others of ours."""

    upload: Sequence[Part]
    unchanged: Sequence[Part]
    remove: Sequence[str]
    """Keys of objects of tables or days that are published no longer."""

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.upload or self.remove)


def compare(parts: Iterable[Part], listing: Iterable[Listed], prefix: str) -> Changes:
    """Compare by size and MD5; objects below the prefix that we never wrote are let be.

    An object whose checksum is no MD5 counts as changed: only the server can tell.
    """
    there = {found.path.removeprefix(prefix): found for found in listing}
    upload: list[Part] = []
    unchanged: list[Part] = []
    for part in parts:
        found = there.pop(part.name, None)
        same = found is not None and (found.size_bytes, found.checksum) == (
            part.size_bytes,
            part.md5,
        )
        (unchanged if same else upload).append(part)
    return Changes(
        upload, unchanged, [prefix + name for name in there if OF_A_TABLE.fullmatch(name)]
    )


def deviation(parts: Iterable[Part], listing: Iterable[Listed], prefix: str) -> str | None:
    """The first key where the prefix does not hold what was written; None when all is well."""
    seen = list(listing)
    left = compare(parts, seen, prefix)
    checksums = {found.path: found for found in seen}
    for part in left.upload:
        found = checksums.get(prefix + part.name)
        if found is None or found.size_bytes != part.size_bytes or MD5.fullmatch(found.checksum):
            return prefix + part.name
    return left.remove[0] if left.remove else None
