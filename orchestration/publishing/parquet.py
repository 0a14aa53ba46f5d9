"""One table as Parquet files, the same bytes for the same rows.

Lives here: which rows, columns and days make a file, and writing it. Not here: which tables
(`export.py`, `exporting/`), and where files go.

A table with a time is one file per day of its first one, so that a day's telemetry changes a day's
file; any other table is one file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

WHOLE, UNDATED = "all", "undated"
OF_A_TABLE = re.compile(rf"[^/]+/[^/]+/({WHOLE}|{UNDATED}|\d{{4,}}-\d\d-\d\d)\.parquet")
"""Every name that a file can have."""

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
class Chosen:
    """The rows and columns of a table that become files."""

    table: str
    rows: str
    """A subquery."""
    columns: Mapping[str, str]
    """Type by name, in order."""

    @property
    def timed(self) -> str | None:
        """The first column with a time; None for a table without one."""
        times = [column for column, kind in self.columns.items() if kind.startswith(TIMES)]
        return times[0] if times else None

    def part_name(self, day: object) -> str:
        """Key of a day's file, such as `marts/trips/2025-03-03.parquet`; `WHOLE` for all rows."""
        return f"{self.table.replace('.', '/')}/{day or UNDATED}.parquet"


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave nothing to the machine: one thread writes row groups in order, days are UTC's."""
    connection.execute("set threads = 1")
    connection.execute("set TimeZone = 'UTC'")


def choose(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    left_out: Collection[str] = (),
    model_run_ids: Collection[str] = (),
) -> Chosen | None:
    """What of `schema.table` becomes files; of a table of model runs, those alone.

    None when there is no such table.
    """
    schema, name = table.split(".")
    columns = connection.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = ? and table_name = ? order by ordinal_position",
        [schema, name],
    ).fetchall()
    if not columns:
        return None
    kept = {column: kind for column, kind in columns if column not in left_out}
    runs = ", ".join(f"'{run_id}'" for run_id in model_run_ids) or "null"
    of_run = f" where run_id in ({runs})" if schema == "ml" and "run_id" in kept else ""
    names = ", ".join(f'"{column}"' for column in kept)
    return Chosen(table, f"(select {names} from {table}{of_run})", kept)


def days_of(connection: duckdb.DuckDBPyConnection, chosen: Chosen) -> Iterator[object]:
    """The day of each file, None for rows without; without rows there is a file for the columns."""
    if chosen.timed is None:
        yield WHOLE
        return
    days = connection.execute(
        f'select distinct cast("{chosen.timed}" as date) as day from {chosen.rows}'
        " order by day nulls last"
    ).fetchall()
    if not days:
        yield WHOLE
    for (day,) in days:
        yield day


def write(connection: duckdb.DuckDBPyConnection, chosen: Chosen, day: object, folder: Path) -> Part:
    """Write one file below `folder`, its rows in the order of all columns."""
    time, condition = f'"{chosen.timed}"', "true"
    if day is None:
        condition = f"{time} is null"
    elif day != WHOLE:  # as a range, for which DuckDB leaves out what holds other days
        condition = f"{time} >= date '{day}' and {time} < date '{day}' + 1"
    name = chosen.part_name(day)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"copy (select * from {chosen.rows} where {condition} order by all)"
        " to $path (format parquet, compression zstd)",
        {"path": str(path)},
    )
    return Part(name, path, path.stat().st_size, _md5(path))


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()
