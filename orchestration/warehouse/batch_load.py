"""Loading one batch of objects within the caller's transaction.

Lives here: fetch → stage → replace rows → judge → register. Not here: which objects, or the
transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.errors import BadFileError
from orchestration.sources.protocol import (
    FetchedObject,
    SourceObject,
    TelemetrySource,
    Version,
)
from orchestration.sources.window import windowed
from orchestration.warehouse import registry
from orchestration.warehouse.csv_reader import load_csv
from orchestration.warehouse.manifest import LoadedObject, object_id_of
from orchestration.warehouse.parquet_reader import check_parquet, load_parquet
from orchestration.warehouse.staged import StagedObject
from orchestration.warehouse.staging import stage
from orchestration.warehouse.verdict import bad_objects

STAGING_THREADS = 2
"""Objects hashed and looked through at once; most of that lets other threads run."""


@dataclass
class BatchLoader:
    """Loads batches of one version; `failed` and `confirmed` grow with them."""

    connection: duckdb.DuckDBPyConnection
    source: TelemetrySource
    version: Version
    manifest: dict[str, LoadedObject]
    folder: Path
    loaded_at: datetime
    tolerate_bad_files: bool
    failed: dict[str, str] = field(default_factory=dict)
    """Error by path of the tolerated bad files."""
    confirmed: set[str] = field(default_factory=set)
    """Paths whose checksum is new but whose content is the one already loaded."""

    def load(self, objects: Sequence[SourceObject]) -> None:
        """Bring the rows of these objects to the state of the version.

        Raises `BadFileError` for the first bad file, unless bad files are tolerated.
        """
        fetched, staged, errors = self._receive(objects)
        self._refuse(fetched, errors)
        loaded = self._replace_rows(fetched, staged)
        row_counts = {item.object_id: item.row_count for item in staged}
        for object_id, reason in bad_objects(self.connection, row_counts).items():
            errors[object_id] = f"{fetched[object_id].object.path}: {reason}"
            row_counts[object_id] = loaded[object_id] = 0
        self._refuse(fetched, errors)
        registry.delete_rows(self.connection, list(errors), manifest=False)
        registry.register(
            self.connection,
            [
                registry.Entry(
                    object_id,
                    item,
                    row_counts.get(object_id, 0),
                    loaded.get(object_id, 0),
                    errors.get(object_id),
                )
                for object_id, item in fetched.items()
            ],
            version=self.version.id,
            loaded_at=self.loaded_at,
        )
        self.failed |= {fetched[key].object.path: reason for key, reason in errors.items()}
        for done in staged:
            done.path.unlink()

    def _receive(
        self, objects: Sequence[SourceObject]
    ) -> tuple[dict[int, FetchedObject], list[StagedObject], dict[int, str]]:
        """What has new content, by object id; its staged files; errors of unreadable ones."""
        fetched: dict[int, FetchedObject] = {}
        staged: list[StagedObject] = []
        errors: dict[int, str] = {}
        with ThreadPoolExecutor(STAGING_THREADS, thread_name_prefix="stage") as pool:
            for object_id, done in windowed(
                pool,
                self._stage,
                self._new_content(objects, fetched),
                weight=lambda item: 0,
                most_tasks=2 * STAGING_THREADS,
                most_weight=0,
            ):
                if isinstance(done, BadFileError):
                    errors[object_id] = str(done)
                else:
                    staged.append(done)
        return fetched, staged, errors

    def _new_content(
        self, objects: Sequence[SourceObject], fetched: dict[int, FetchedObject]
    ) -> Iterator[FetchedObject]:
        """The objects whose content is not the one already loaded; noted in `fetched`."""
        for item in self.source.fetch(self.version, objects):
            object_id = object_id_of(item.object.path)
            if self._is_loaded(item):
                registry.confirm(
                    self.connection, object_id, item.object.checksum, item.object.size_bytes
                )
                self.confirmed.add(item.object.path)
            else:
                fetched[object_id] = item
                yield item

    def _is_loaded(self, fetched: FetchedObject) -> bool:
        known = self.manifest.get(fetched.object.path)
        return known is not None and (known.status, known.sha256) == ("loaded", fetched.sha256)

    def _stage(self, fetched: FetchedObject) -> tuple[int, StagedObject | BadFileError]:
        object_id = object_id_of(fetched.object.path)
        try:
            staged = stage(fetched, object_id, self.folder)
            if staged.format == "parquet":
                check_parquet(staged)
        except BadFileError as error:
            return object_id, error
        return object_id, staged

    def _replace_rows(
        self, fetched: dict[int, FetchedObject], staged: Sequence[StagedObject]
    ) -> dict[int, int]:
        """Loaded rows by object id."""
        known = [
            object_id for object_id, item in fetched.items() if item.object.path in self.manifest
        ]
        registry.delete_rows(self.connection, known)
        ordered = sorted(staged, key=lambda item: item.object_path.encode())
        parquet = [item for item in ordered if item.format == "parquet"]
        loaded = load_csv(self.connection, [item for item in ordered if item.format != "parquet"])
        return loaded | (load_parquet(self.connection, parquet) if parquet else {})

    def _refuse(self, fetched: dict[int, FetchedObject], errors: dict[int, str]) -> None:
        if not errors or self.tolerate_bad_files:
            return
        first = min(errors, key=lambda object_id: fetched[object_id].object.path.encode())
        more = f" (and {len(errors) - 1} more bad files)" if len(errors) > 1 else ""
        raise BadFileError(errors[first] + more)
