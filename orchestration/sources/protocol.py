"""What every telemetry source offers: resolve a version, list its objects, fetch some of them.

Lives here: the shared value types and the protocol. Not here: any access to files or servers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

PREFIX = "real_data/"
"""Key prefix of the telemetry objects."""


@dataclass(frozen=True)
class Version:
    """One immutable state of a source."""

    id: str
    """64 hexadecimal digits: a commit id, or a hash over the listing."""
    source: str
    """Kind of source: `local`, `lakefs`."""
    ref: str
    """What was asked for: a branch, tag, commit id, or the id itself."""
    created_at: datetime | None = None
    """When the version was made (UTC), where the source knows."""
    message: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Further facts to show beside the version: committer, folder, ignored files, ..."""


@dataclass(frozen=True)
class SourceObject:
    """One telemetry object of a version."""

    path: str
    """Key, such as `real_data/2025-03-03/FL 01.csv`."""
    size_bytes: int
    checksum: str
    """What the source says; equal checksum and size mean equal content within one source."""


@dataclass(frozen=True)
class FetchedObject:
    """A local copy of an object."""

    object: SourceObject
    local_path: Path
    """A readable file; its name says nothing, its content must not be changed."""
    sha256: str
    """SHA-256 of the content in hexadecimal digits."""


class TelemetrySource(Protocol):
    """A place that holds versions of telemetry objects.

    Every method raises `SourceError` when the place cannot be read.
    """

    def resolve(self, ref: str | None = None) -> Version:
        """Pin a ref (the source's default when None) to the version that it means now."""
        ...

    def list(self, version: Version) -> Sequence[SourceObject]:
        """All telemetry objects of the version, sorted by the UTF-8 bytes of their path."""
        ...

    def fetch(self, version: Version, objects: Sequence[SourceObject]) -> Iterator[FetchedObject]:
        """Local copies of the objects, in any order; a batch may be downloaded in parallel.

        A copy stays readable at least until the next call of `fetch`.
        """
        ...
