"""Whether training would only repeat the run before it.

Lives here: that run as it was recorded, and whether it stands. Not here: what a run's id follows
from (`fingerprint`), and which predictions stand (`standing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.ml.model_file import ModelFileError, SavedModel, path_of

_LATEST = """
    select run_id, status, model_sha256, trained_at,
        list_sum(map_values(rows_per_vehicle::map(varchar, bigint)))::bigint
    from ml.training_runs
    order by trained_at desc, run_id
    limit 1
"""


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """The latest run of training, which stored a model."""

    run_id: str
    trained_at: datetime
    saved: SavedModel
    window_count: int
    metrics: pd.DataFrame
    """Its rows of `ml.model_metrics`."""


def latest_run(connection: duckdb.DuckDBPyConnection, folder: Path) -> RecordedRun | None:
    """The latest run as it was recorded, if it trained a model; nothing is asked of its file."""
    try:
        row = connection.execute(_LATEST).fetchone()
    except duckdb.CatalogException:  # nothing was ever trained
        return None
    if row is None or row[1] != "trained":
        return None
    run_id, _, sha256, trained_at, window_count = row
    metrics = connection.execute("select * from ml.model_metrics where run_id = ?", [run_id]).df()
    saved = SavedModel(path_of(folder, run_id), sha256)
    return RecordedRun(run_id, trained_at, saved, window_count, metrics)


def standing_run(
    connection: duckdb.DuckDBPyConnection, run_id: str, folder: Path, code: str
) -> RecordedRun | None:
    """The latest run, if it has this id, its model passes every check, and `code` made it.

    An earlier one does not do: what came after it has to give way, as it does by training.
    """
    from orchestration.ml.registry import load_model  # learning takes seconds to import

    run = latest_run(connection, folder)
    if run is None or run.run_id != run_id:
        return None
    try:
        model = load_model(folder, run_id, sha256=run.saved.sha256)
    except ModelFileError:  # training writes it again
        return None
    return run if model.code == code else None
