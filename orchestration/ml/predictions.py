"""The rows of `ml.carry_state_predictions`, which are those of the champion alone.

Lives here: writing them. Not here: making them (`score.py`), and which of them stand
(`standing.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pandas as pd

from orchestration.ml.writing import insert, transaction

_DELETE_OTHERS = """
delete from ml.carry_state_predictions
where (vehicle_id, session_id) not in (select (vehicle_id, session_id) from standing_sessions)
"""


def replace_predictions(
    connection: duckdb.DuckDBPyConnection,
    batches: Iterable[pd.DataFrame],
    *,
    standing: pd.DataFrame | None = None,
) -> int:
    """Replace the predictions in one transaction; returns the number of windows written.

    Those of the sessions in `standing` (columns vehicle_id and session_id) stay.
    """
    written = 0
    with transaction(connection):
        if standing is None or standing.empty:
            connection.execute("delete from ml.carry_state_predictions")
        else:
            connection.register("standing_sessions", standing)
            connection.execute(_DELETE_OTHERS)
            connection.unregister("standing_sessions")
        for batch in batches:
            insert(connection, "carry_state_predictions", batch)
            written += len(batch)
    return written


def forget_predictions_of_another_file(
    connection: duckdb.DuckDBPyConnection, run_id: str, sha256: str
) -> None:
    """An id names data, settings and libraries; after a change of code, its model is another."""
    connection.execute(
        "delete from ml.carry_state_predictions where model_version = $run and not exists"
        " (select 1 from ml.training_runs where run_id = $run and model_sha256 = $sha256)",
        {"run": run_id, "sha256": sha256},
    )
