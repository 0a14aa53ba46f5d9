"""How anything gets into the `ml` schema.

Lives here: the transaction around it, and rows of a data frame. Not here: the columns
(`schema.py`), and which rows (`tables.py`, `predictions.py`, `promoting.py`, `drift.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb
import pandas as pd
import pyarrow as pa

from orchestration.ml.recording import adopt_earlier_runs
from orchestration.ml.schema import create_tables


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing, on tables as they are now: what earlier versions of them lack is added."""
    connection.begin()
    try:
        create_tables(connection)
        adopt_earlier_runs(connection)
        yield
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a fault of the disk has ended the transaction already
            connection.rollback()
        raise


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Append the rows to a table of the schema, by the names of their columns."""
    # Through Arrow, texts are not made into objects one by one. DuckDB finds the table by its name;
    # what is registered is held until the transaction ends, and predictions come in many batches.
    new_rows = pa.Table.from_pandas(rows, preserve_index=False)  # noqa: F841
    connection.execute(f"insert into ml.{table} by name select * from new_rows")
