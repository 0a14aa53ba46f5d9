"""Rows on their way into the `ml` schema."""

from __future__ import annotations

import duckdb
import pandas as pd
import pyarrow as pa

from orchestration.ml.writing import insert, transaction

ROWS = 20_000
TEXT = "a text that Arrow has to copy"


def predictions(batch: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"vehicle_id": [f"{TEXT} {batch}"] * ROWS, "probability": 0.5, "session_id": "s"}
    )


def test_rows_are_written_by_name() -> None:
    with duckdb.connect() as connection, transaction(connection):
        insert(connection, "carry_state_predictions", predictions(1))
        (row,) = connection.execute(
            "select distinct vehicle_id, session_id, probability, carry_state"
            " from ml.carry_state_predictions"
        ).fetchall()
        assert row == (f"{TEXT} 1", "s", 0.5, None)


def test_a_batch_is_let_go_before_the_transaction_ends() -> None:
    """Or the memory of scoring grows with the history."""
    with duckdb.connect() as connection, transaction(connection):
        insert(connection, "carry_state_predictions", predictions(0))
        before = pa.total_allocated_bytes()
        for batch in range(1, 6):
            insert(connection, "carry_state_predictions", predictions(batch))
        assert pa.total_allocated_bytes() - before < ROWS * len(TEXT)
        count = connection.execute("select count(*) from ml.carry_state_predictions").fetchone()
        assert count == (6 * ROWS,)
