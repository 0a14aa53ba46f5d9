"""Whether training would only repeat the run before it.

Lives here: looking for that run's record and its model. Not here: what a run's id follows from
(`fingerprint`), and which predictions stand (`standing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.ml.registry import ModelFileError, SavedModel, load_model

_LATEST = """
    select run_id, status, model_sha256, trained_at
    from ml.training_runs
    order by trained_at desc, run_id
    limit 1
"""


@dataclass(frozen=True, eq=False)
class StandingRun:
    """A run that training would repeat, with its model intact."""

    run_id: str
    trained_at: datetime
    saved: SavedModel
    metrics: pd.DataFrame
    """Its rows of `ml.model_metrics`."""


def standing_run(
    connection: duckdb.DuckDBPyConnection, run_id: str, folder: Path, code: str
) -> StandingRun | None:
    """The latest run, if it has this id, its model passes every check, and `code` made it.

    An earlier one does not do: what came after it has to give way, as it does by training.
    """
    try:
        row = connection.execute(_LATEST).fetchone()
    except duckdb.CatalogException:  # nothing was ever trained
        return None
    if row is None or row[:2] != (run_id, "trained"):
        return None
    _, _, sha256, trained_at = row
    try:
        model = load_model(folder, run_id, sha256=sha256)
    except ModelFileError:  # training writes it again
        return None
    if model.code != code:
        return None
    metrics = connection.execute("select * from ml.model_metrics where run_id = ?", [run_id]).df()
    saved = SavedModel(folder / f"{run_id}.skops", sha256)
    return StandingRun(run_id, trained_at, saved, metrics)
