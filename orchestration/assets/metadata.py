"""What an asset shows about itself in the Dagster UI.

Lives here: counts and columns of a table, small tables as metadata values. Not here: which of them
an asset shows.
"""

from __future__ import annotations

from typing import Any

import dagster as dg
import duckdb
import pandas as pd

SHOWN_ROWS = 10


def table_facts(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, Any]:
    """Row count, column schema and a few rows of `schema.table`, under Dagster's own names."""
    columns = connection.execute(f"describe {table}").fetchall()
    count = connection.execute(f"select count(*) from {table}").fetchone()
    sample = connection.execute(f"select * from {table} limit {SHOWN_ROWS}").df()
    return {
        "dagster/row_count": count[0] if count else 0,
        "dagster/table_name": table,
        "dagster/column_schema": dg.TableSchema(
            [dg.TableColumn(name, str(kind).lower()) for name, kind, *_ in columns]
        ),
        "sample": markdown(sample),
    }


def markdown(frame: pd.DataFrame) -> dg.MetadataValue:
    """A small table."""
    return dg.MetadataValue.md(frame.to_markdown(index=False, floatfmt=".4g"))
