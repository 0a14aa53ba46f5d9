"""Tables of the warehouse as Parquet files, the same bytes for the same rows.

Lives here: which rows and columns are published, and in which files. Not here: where files go.

A table with a time is one file per day of its first one, so that a day's telemetry changes a day's
file; any other table is one file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.publishing.content import combined, content_of
from orchestration.publishing.errors import PublishError

WHOLE, UNDATED = "all", "undated"
OF_A_TABLE = re.compile(rf"[^/]+/[^/]+/({WHOLE}|{UNDATED}|\d{{4,}}-\d\d-\d\d)\.parquet")
"""Every name that `export` can give."""

OF_THE_CLOCK = {"ml.training_runs": ("trained_at", "seconds")}
"""Columns left out: they differ from run to run where the results do not."""

TIMES = ("TIMESTAMP", "DATE")


@dataclass(frozen=True)
class Part:
    """One file of a table."""

    name: str
    """Key below the prefix, such as `marts/dim_vehicles/all.parquet`."""
    path: Path
    size_bytes: int
    md5: str


@dataclass(frozen=True)
class Export:
    """The files of all tables."""

    parts: Sequence[Part]
    rows: Mapping[str, int]
    """Rows by table."""
    content: str
    """Fingerprint of all rows (`content.py`)."""


def export(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[str],
    folder: Path,
    *,
    model_run_id: str | None,
) -> Export:
    """Write the tables into `folder`; those that keep the history of model runs, of one run alone.

    Raises `PublishError` for a table that does not exist.
    """
    # One thread writes row groups in the order of the rows; days do not depend on the machine.
    connection.execute("set threads = 1")
    connection.execute("set TimeZone = 'UTC'")
    parts: list[Part] = []
    rows: dict[str, int] = {}
    contents: dict[str, str] = {}
    for table in tables:
        chosen, columns = _chosen(connection, table, model_run_id)
        rows[table] = _count(connection, chosen)
        contents[table] = content_of(connection, table, chosen, columns)
        times = [column for column, kind in columns.items() if kind.startswith(TIMES)]
        for name, condition in _days(connection, chosen, times[0] if times else None):
            key = f"{table.replace('.', '/')}/{name}.parquet"
            path = folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(
                f"copy (select * from {chosen} where {condition} order by all)"
                " to $path (format parquet, compression zstd)",
                {"path": str(path)},
            )
            parts.append(Part(key, path, path.stat().st_size, _md5(path)))
    return Export(parts, rows, combined(contents))


def _chosen(
    connection: duckdb.DuckDBPyConnection, table: str, model_run_id: str | None
) -> tuple[str, dict[str, str]]:
    """The rows and columns to publish, as a subquery, and the types of the columns."""
    schema, name = table.split(".")
    columns = connection.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = ? and table_name = ? order by ordinal_position",
        [schema, name],
    ).fetchall()
    if not columns:
        raise PublishError(
            f"not published: there is no table {table} in the warehouse; check "
            "FORKLIFT_PUBLISH_TABLES"
        )
    left_out = OF_THE_CLOCK.get(table, ())
    kept = {column: kind for column, kind in columns if column not in left_out}
    of_run = f" where run_id = '{model_run_id}'" if schema == "ml" and "run_id" in kept else ""
    names = ", ".join(f'"{column}"' for column in kept)
    return f"(select {names} from {table}{of_run})", kept


def _days(
    connection: duckdb.DuckDBPyConnection, chosen: str, timed: str | None
) -> Iterator[tuple[str, str]]:
    """Name and condition of each file; a table without rows has a file too, for its columns."""
    if timed is None:
        yield WHOLE, "true"
        return
    days = connection.execute(
        f'select distinct cast("{timed}" as date) as day from {chosen} order by day nulls last'
    ).fetchall()
    if not days:
        yield WHOLE, "true"
    for (day,) in days:
        condition = "is null" if day is None else f"= date '{day}'"
        yield str(day or UNDATED), f'cast("{timed}" as date) {condition}'


def _count(connection: duckdb.DuckDBPyConnection, chosen: str) -> int:
    row = connection.execute(f"select count(*) from {chosen}").fetchone()
    return int(row[0]) if row else 0


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()
