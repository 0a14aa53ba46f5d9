"""Inserting rows of telemetry within the transaction of a load.

Lives here: the one way in which all readers insert. Not here: what they insert.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

_NO_OBJECT = -1


def insert_rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None
) -> int:
    """Run an insert into `raw.telemetry_rows`; returns the number of rows.

    DuckDB 1.5 loses the rows of a parallel insert that comes after one of no rows in the same
    transaction. A row that comes and goes in between keeps them.
    """
    (inserted,) = connection.execute(sql, parameters).fetchone() or (0,)
    if not inserted:
        connection.execute(
            "insert into raw.telemetry_rows (object_id, row_number) values (?, 0)", [_NO_OBJECT]
        )
        connection.execute("delete from raw.telemetry_rows where object_id = ?", [_NO_OBJECT])
    return int(inserted)
