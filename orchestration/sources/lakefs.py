"""A lakeFS repository as a source: every read is at a commit id.

Lives here: pinning a ref, and which keys below the prefix are telemetry. Not here: requests
(`lakefs/`), or downloading (`download.py`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from lakefs_sdk.models.commit import Commit

from orchestration.errors import SourceError
from orchestration.lakefs import LakeFS, LakeFSConfig
from orchestration.sources.download import Download
from orchestration.sources.formats import format_of, is_hidden
from orchestration.sources.object_cache import Lease, ObjectCache
from orchestration.sources.protocol import FetchedObject, SourceObject, Version

logger = logging.getLogger(__name__)

_COMMIT_ID = re.compile(r"[0-9a-f]{64}")


class LakeFSSource:
    """Telemetry objects below `config.prefix`, as committed; uncommitted writes are never read."""

    def __init__(self, config: LakeFSConfig, cache_folder: Path) -> None:
        """Name the repository, and the folder that keeps what was downloaded."""
        self._client = LakeFS(config)
        self._config = config
        self._cache = ObjectCache(cache_folder, int(config.cache_gb * 1e9))
        self._lease: Lease | None = None

    def resolve(self, ref: str | None = None) -> Version:
        """The commit that the ref means now; a branch means its head, without what is staged."""
        ref = ref or self._config.ref
        commit = self._client.commit(ref)
        if not _COMMIT_ID.fullmatch(commit.id):
            raise SourceError(f"{self._client.place(ref)}: {commit.id!r} is no commit id")
        return version_of(commit, ref, self._config)

    def list(self, version: Version) -> Sequence[SourceObject]:
        """The telemetry objects at the commit; folder markers and hidden keys are passed over."""
        listed, ignored = [], 0
        for found in self._client.objects(version.id, self._config.prefix):
            name = found.path.removeprefix(self._config.prefix)
            if is_hidden(name) or found.path_type != "object":
                continue
            if format_of(name) is None:
                ignored += 1
                continue
            listed.append(SourceObject(found.path, found.size_bytes or 0, found.checksum))
        if not listed:
            raise SourceError(
                f"{self._client.place(version.id, self._config.prefix)}: no *.csv, *.csv.gz or "
                f"*.parquet there ({ignored} other objects); check FORKLIFT_LAKEFS_PREFIX and "
                f"the ref ({version.ref})"
            )
        logger.info(
            "%s: %d telemetry objects, %d others passed over",
            self._client.place(version.id, self._config.prefix),
            len(listed),
            ignored,
        )
        return sorted(listed, key=lambda item: item.path.encode())

    def fetch(self, version: Version, objects: Sequence[SourceObject]) -> Iterator[FetchedObject]:
        """Verified copies, from the cache or downloaded in parallel, until the next call."""
        if self._lease is not None:
            self._lease.release()
        try:
            self._lease = self._cache.lease()
        except OSError as error:
            raise SourceError(
                f"{error.filename}: {error.strerror}; FORKLIFT_DATA_DIR must be writable"
            ) from None
        try:
            yield from Download(self._client, version.id, self._cache, self._lease).run(objects)
        finally:
            self._cache.trim()


def version_of(commit: Commit, ref: str, config: LakeFSConfig) -> Version:
    """A commit of the repository as a version."""
    return Version(
        id=commit.id,
        source="lakefs",
        ref=ref,
        created_at=datetime.fromtimestamp(commit.creation_date, UTC),
        message=commit.message,
        metadata={
            "endpoint": config.endpoint,
            "repository": config.repository,
            "prefix": config.prefix,
            "committer": commit.committer,
            **{f"commit/{name}": value for name, value in (commit.metadata or {}).items()},
        },
    )
