"""Writing the manifest `raw.objects` and the log `raw.ingest_runs`.

Lives here: inserts and deletes by object. Not here: telemetry rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import duckdb

from orchestration.sources.formats import format_of
from orchestration.sources.protocol import FetchedObject
from orchestration.warehouse.report import IngestReport

_INSERT_OBJECTS = """
insert into raw.objects
with given as (
    select
        unnest($ids) as object_id, unnest($paths) as object_path, unnest($sizes) as size_bytes,
        unnest($checksums) as checksum, unnest($hashes) as sha256, unnest($formats) as format,
        unnest($row_counts) as row_count, unnest($loaded) as loaded_row_count,
        unnest($errors) as error,
),
rejected as (
    select object_id, count(*) as row_count from raw.rejected_lines
    where object_id in (select unnest($ids)) group by object_id
)
select
    given.object_id, object_path, size_bytes, checksum, sha256, format, given.row_count,
    loaded_row_count, coalesce(rejected.row_count, 0), $loaded_at, $version,
    case when error is null then 'loaded' else 'failed' end, error,
from given
left join rejected on given.object_id = rejected.object_id
"""


class Entry(NamedTuple):
    """One object of the manifest."""

    object_id: int
    fetched: FetchedObject
    row_count: int
    """Lines that are not blank."""
    loaded_row_count: int
    error: str | None


def delete_rows(
    connection: duckdb.DuckDBPyConnection, object_ids: Sequence[int], *, manifest: bool = True
) -> None:
    """Remove the rows of these objects, and (unless told otherwise) their manifest entries."""
    if not object_ids:
        return
    tables = ["raw.telemetry_rows", "raw.rejected_lines", *(["raw.objects"] if manifest else [])]
    for table in tables:
        connection.execute(
            f"delete from {table} where object_id in (select unnest($ids))",
            {"ids": list(object_ids)},
        )


def register(
    connection: duckdb.DuckDBPyConnection,
    entries: Sequence[Entry],
    *,
    version: str,
    loaded_at: datetime,
) -> None:
    """Add objects to the manifest."""
    if not entries:
        return
    connection.execute(
        _INSERT_OBJECTS,
        {
            "ids": [entry.object_id for entry in entries],
            "paths": [entry.fetched.object.path for entry in entries],
            "sizes": [entry.fetched.object.size_bytes for entry in entries],
            "checksums": [entry.fetched.object.checksum for entry in entries],
            "hashes": [entry.fetched.sha256 for entry in entries],
            "formats": [format_of(entry.fetched.object.path) for entry in entries],
            "row_counts": [entry.row_count for entry in entries],
            "loaded": [entry.loaded_row_count for entry in entries],
            "errors": [entry.error for entry in entries],
            "loaded_at": loaded_at,
            "version": version,
        },
    )


def loaded_counts(
    connection: duckdb.DuckDBPyConnection, object_ids: Sequence[int]
) -> dict[int, int]:
    """Rows in `raw.telemetry_rows` by object id."""
    rows = connection.execute(
        "select object_id, count(*) from raw.telemetry_rows "
        "where object_id in (select unnest($ids)) group by object_id",
        {"ids": list(object_ids)},
    ).fetchall()
    return dict(rows)


def confirm(
    connection: duckdb.DuckDBPyConnection, object_id: int, checksum: str, size_bytes: int
) -> None:
    """Note a new checksum for content that is the one already loaded."""
    connection.execute(
        "update raw.objects set checksum = $checksum, size_bytes = $size where object_id = $id",
        {"checksum": checksum, "size": size_bytes, "id": object_id},
    )


def stamp(connection: duckdb.DuckDBPyConnection, version: str) -> None:
    """Say of every object that it is loaded as of this version."""
    connection.execute(
        "update raw.objects set version = $version where version <> $version", {"version": version}
    )


def log_run(connection: duckdb.DuckDBPyConnection, report: IngestReport) -> None:
    """Add the run to `raw.ingest_runs`."""
    connection.execute(
        f"insert into raw.ingest_runs values ({', '.join('?' * 15)})",
        [
            report.run_id,
            report.started_at,
            report.finished_at,
            report.version.source,
            report.version.ref,
            report.version.id,
            report.objects_total,
            report.objects_added,
            report.objects_replaced,
            report.objects_removed,
            report.objects_unchanged,
            report.objects_failed,
            report.rows_in,
            report.rows_loaded,
            report.rows_rejected,
        ],
    )
