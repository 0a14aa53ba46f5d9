"""One ingest run: bring the `raw` schema to the state of one version of the source.

Lives here: the transaction, the order of its steps, and the report. Not here: how files are read
(`csv_reader.py`, `parquet_reader.py`), or where they come from.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.sources.protocol import SourceObject, TelemetrySource, Version
from orchestration.warehouse import registry
from orchestration.warehouse.batch_load import BatchLoader
from orchestration.warehouse.batches import batches
from orchestration.warehouse.faults import warehouse_faults
from orchestration.warehouse.manifest import (
    compare,
    object_id_of,
    object_ids,
    read_manifest,
)
from orchestration.warehouse.report import IngestReport
from orchestration.warehouse.schema import create_raw_schema
from orchestration.warehouse.transaction import (
    database_file,
    scratch_folder,
    transaction,
)

logger = logging.getLogger(__name__)


def ingest(
    connection: duckdb.DuckDBPyConnection,
    source: TelemetrySource,
    *,
    ref: str | None = None,
    tolerate_bad_files: bool = False,
    run_id: str,
) -> IngestReport:
    """Load what changed between the warehouse and the version that `ref` means now.

    Changed objects are replaced, removed ones are gone, unchanged ones are not touched; all of it
    in one transaction, so that a failed or killed run leaves the state before it. Raises
    `SourceError`, `BadFileError` (unless tolerated) or `WarehouseError`.
    """
    started_at = _now()
    version = source.resolve(ref)
    listing = source.list(version)
    object_ids([item.path for item in listing])
    database = database_file(connection)
    with (
        warehouse_faults(database or "the warehouse in memory"),
        scratch_folder(database) as folder,
        transaction(connection),
    ):
        return _load(
            connection, source, version, listing, folder, started_at, tolerate_bad_files, run_id
        )


def _load(
    connection: duckdb.DuckDBPyConnection,
    source: TelemetrySource,
    version: Version,
    listing: Sequence[SourceObject],
    folder: Path,
    started_at: datetime,
    tolerate_bad_files: bool,
    run_id: str,
) -> IngestReport:
    create_raw_schema(connection)
    manifest = read_manifest(connection)
    # Of an earlier layout, where ids were made otherwise: their rows are loaded anew.
    former = [path for path, known in manifest.items() if known.object_id != object_id_of(path)]
    registry.delete_rows(connection, [manifest.pop(path).object_id for path in former])
    changes = compare(listing, manifest)
    registry.delete_rows(connection, [object_id_of(path) for path in changes.removed])
    loader = BatchLoader(
        connection, source, version, manifest, folder, started_at, tolerate_bad_files
    )
    work = sorted([*changes.added, *changes.replaced], key=lambda item: item.path.encode())
    done = 0
    for batch in batches(work):
        loader.load(batch)
        done += len(batch)
        logger.info("ingest: %d of %d changed objects loaded", done, len(work))
    registry.stamp(connection, version.id)
    settled = loader.failed.keys() | loader.confirmed
    totals = _counts(connection, None)
    of_run = _counts(connection, [item.path for item in work if item.path not in loader.confirmed])
    report = IngestReport(
        run_id=run_id,
        version=version,
        started_at=started_at,
        finished_at=_now(),
        objects_total=len(listing),
        objects_added=sum(item.path not in settled for item in changes.added),
        objects_replaced=sum(item.path not in settled for item in changes.replaced),
        objects_removed=len(changes.removed),
        objects_unchanged=len(changes.unchanged) + len(loader.confirmed),
        failed=dict(sorted(loader.failed.items())),
        rows_in=of_run[0],
        rows_loaded=of_run[1],
        rows_rejected=of_run[2],
        total_rows_in=totals[0],
        total_rows_loaded=totals[1],
        total_rows_rejected=totals[2],
        rejects_by_reason=dict(
            connection.execute(
                "select reason, count(*) from raw.rejected_rows group by reason order by reason"
            ).fetchall()
        ),
    )
    registry.log_run(connection, report)
    return report


def _counts(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[str] | None
) -> tuple[int, int, int]:
    """Rows in, loaded and rejected of these objects; of all when None."""
    row = connection.execute(
        "select coalesce(sum(row_count), 0)::bigint, coalesce(sum(loaded_row_count), 0)::bigint, "
        "coalesce(sum(rejected_row_count), 0)::bigint from raw.objects "
        "where $paths is null or object_path in (select unnest($paths::varchar[]))",
        {"paths": None if paths is None else list(paths)},
    ).fetchone()
    assert row is not None
    return row


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
