"""What a file would hold, without writing it.

Lives here: a fingerprint of the rows of each file. Not here: the files.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import duckdb

from orchestration.publishing.parquet import WHOLE, Chosen


@dataclass(frozen=True)
class Content:
    """The rows of one file."""

    day: object
    """As `publishing.parquet.days_of` gives it."""
    rows: int
    fingerprint: str
    """SHA-256 over columns, rows and the DuckDB that hashed and writes them."""


def contents_of(connection: duckdb.DuckDBPyConnection, chosen: Chosen) -> dict[str, Content]:
    """The content of each file of a table, by the file's name; in one pass over the rows."""
    names = ", ".join(f'"{column}"' for column in chosen.columns)
    day = f'cast("{chosen.timed}" as date)' if chosen.timed else f"'{WHOLE}'"
    found = connection.execute(
        f"select {day} as day, count(*), cast(sum(hash({names})) as varchar)"
        f" from {chosen.rows} group by day order by day nulls last"
    ).fetchall()
    columns = list(chosen.columns.items())
    return {
        chosen.part_name(day): Content(
            day,
            rows,
            hashlib.sha256(
                json.dumps([duckdb.__version__, columns, rows, hashes]).encode()
            ).hexdigest(),
        )
        for day, rows, hashes in found or [(WHOLE, 0, None)]
    }
