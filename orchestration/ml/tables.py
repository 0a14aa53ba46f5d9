"""The rows of the `ml` schema.

Lives here: writing runs with what is decided on them, one transaction each; the history of runs is
kept. Not here: opening DuckDB, the columns (`schema.py`), predictions (`predictions.py`), how it is
decided (`deciding.py`), and anything that computes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.ml.config import TrainingConfig
from orchestration.ml.fingerprint import make_run_id
from orchestration.ml.held_out import write_sessions
from orchestration.ml.model_file import SavedModel
from orchestration.ml.predictions import forget_predictions_of_another_file
from orchestration.ml.stages import Decision
from orchestration.ml.writing import insert, transaction

if TYPE_CHECKING:  # learning takes seconds to import
    from orchestration.ml.train import TrainingResult

_KEPT_BY_RUN = (
    "training_runs",
    "model_metrics",
    "confusion",
    "feature_importance",
    "held_out_sessions",
    "feature_profiles",
)


def write_run(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, saved: SavedModel
) -> Decision:
    """Record a run with its scores, and decide on its model; returns the decision.

    The same run id replaces its earlier rows.
    """
    from orchestration.ml.deciding import decide  # learning takes seconds to import

    run = {
        "run_id": result.run_id,
        "version": result.version,
        "status": "trained",
        "message": None,
        "settings": result.config.model_dump_json(),
        "features": json.dumps(result.contract.as_dict()),
        "data_fingerprint": result.data_fingerprint,
        "rows_per_vehicle": json.dumps(result.rows_per_vehicle),
        "rows_excluded": json.dumps(result.rows_excluded),
        "library_versions": json.dumps(result.library_versions),
        "notes": json.dumps(result.notes),
        "trained_at": result.trained_at.replace(tzinfo=None),
        "seconds": result.seconds,
        "model_path": saved.path.name,
        "model_sha256": saved.sha256,
    }
    stamp = {"run_id": result.run_id, "version": result.version}
    with transaction(connection):
        forget_predictions_of_another_file(connection, result.run_id, saved.sha256)
        _forget_run(connection, result.run_id)
        _insert_run(connection, run)
        insert(connection, "model_metrics", result.metrics.assign(**stamp))
        insert(connection, "confusion", result.confusion.assign(**stamp))
        insert(connection, "feature_importance", result.importance.assign(**stamp))
        insert(connection, "feature_profiles", result.profile.assign(**stamp))
        write_sessions(connection, result.sessions, **stamp)
        return decide(connection, result.run_id, result.version, result.config, saved.path.parent)


def write_refusal(
    connection: duckdb.DuckDBPyConnection,
    config: TrainingConfig,
    *,
    version: str,
    reason: str,
) -> str:
    """Record that this version's data cannot train a model, and drop the predictions.

    Predictions of another version's model would pass for this one's. Downstream then has the
    sensor alone. Returns the id of the refused run.
    """
    from orchestration.ml.deciding import refuse

    run_id = make_run_id("refused", config.model_dump(mode="json"), version)
    run = {
        "run_id": run_id,
        "version": version,
        "status": "refused",
        "message": reason,
        "settings": config.model_dump_json(),
        "trained_at": datetime.now(UTC).replace(tzinfo=None),
    }
    with transaction(connection):
        _forget_run(connection, run_id)
        _insert_run(connection, run)
        refuse(connection, run_id, version, reason)
        connection.execute("delete from ml.carry_state_predictions")
    return run_id


def _forget_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    for name in _KEPT_BY_RUN:
        connection.execute(f"delete from ml.{name} where run_id = ?", [run_id])


def _insert_run(connection: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> None:
    names, marks = ", ".join(run), ", ".join("?" * len(run))
    statement = f"insert into ml.training_runs ({names}) values ({marks})"
    connection.execute(statement, list(run.values()))
