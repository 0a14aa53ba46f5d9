"""The tables that are published, as Parquet files.

Lives here: which columns are left out, and the fingerprint of all. Not here: one table's files
(`parquet.py`), and where files go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.publishing.content import combined, content_of
from orchestration.publishing.errors import PublishError
from orchestration.publishing.parquet import Part, choose, days_of, settle, write

OF_THE_CLOCK = {"ml.training_runs": ("trained_at", "seconds")}
"""Columns left out: they differ from run to run where the results do not."""


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
    model_run_ids: Collection[str],
) -> Export:
    """Write the tables into `folder`; those that keep the history of model runs, of some alone.

    Raises `PublishError` for a table that does not exist.
    """
    settle(connection)
    parts: list[Part] = []
    rows: dict[str, int] = {}
    contents: dict[str, str] = {}
    for table in tables:
        chosen = choose(
            connection, table, left_out=OF_THE_CLOCK.get(table, ()), model_run_ids=model_run_ids
        )
        if chosen is None:
            raise PublishError(
                f"not published: there is no table {table} in the warehouse; check "
                "FORKLIFT_PUBLISH_TABLES"
            )
        rows[table] = _count(connection, chosen.rows)
        contents[table] = content_of(connection, table, chosen.rows, chosen.columns)
        parts += [write(connection, chosen, day, folder) for day in days_of(connection, chosen)]
    return Export(parts, rows, combined(contents))


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    row = connection.execute(f"select count(*) from {rows}").fetchone()
    return int(row[0]) if row else 0
