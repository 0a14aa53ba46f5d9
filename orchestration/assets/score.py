"""Predictions of the champion for every window of every forklift, and how far they have drifted.

Lives here: the step and what it reports. Not here: applying a model (`ml/score.py`), measuring
drift (`ml/drift.py`) and judging it (`checks/drift.py`).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb
import pandas as pd

from orchestration.assets.metadata import table_facts
from orchestration.assets.train import FEATURES, MODEL_KEY, VEHICLES
from orchestration.checks.drift import (
    DRIFT_CHECKS,
    DRIFT_KEY,
    drift_facts,
    judge_drift,
    read_drift,
)
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.ml.mart import read_scoring_windows
from orchestration.ml.model_file import read_model_file
from orchestration.ml.predictions import replace_predictions
from orchestration.ml.stages import present_champion, present_decision
from orchestration.ml.standing import all_stand, standing_sessions
from orchestration.ml.writing import transaction
from orchestration.pinning import loaded_version, stay_pinned
from orchestration.settings import Settings
from orchestration.translator import DAILY, OWNER
from orchestration.warehouse import open_warehouse

TABLE = "ml.carry_state_predictions"
KEY = dg.AssetKey(["ml", "carry_state_predictions"])

_SHARED: dict[str, Any] = {"group_name": "ml", "owners": [OWNER], "kinds": {"python", "duckdb"}}
SPECS = [
    dg.AssetSpec(
        KEY,
        deps=[FEATURES, VEHICLES, MODEL_KEY],
        description="One row per window of every forklift: probability and state of carrying.",
        freshness_policy=DAILY,
        **_SHARED,
    ),
    dg.AssetSpec(
        DRIFT_KEY,
        deps=[KEY, FEATURES, VEHICLES, MODEL_KEY],
        description="One row per version and measure: how far from what the champion learned from.",
        **_SHARED,
    ),
]


# One step for both: a step of its own would take longer than all that it does on most days.
@dg.multi_asset(
    name="ml__carry_state_predictions",
    specs=SPECS,
    check_specs=DRIFT_CHECKS,
    pool=WAREHOUSE_POOL,
)
def carry_state_predictions(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Score what is new or changed; without a champion there are no predictions."""
    with faults():
        stay_pinned(context, settings)
        with open_warehouse(settings) as connection:
            with transaction(connection):
                version = loaded_version(connection)  # with tables that earlier versions lack
            champion = present_champion(connection, version)
            decision = present_decision(connection, version)
            if champion is not None:
                scored_windows = refresh_predictions(connection, settings, *champion)
                refresh_drift(connection, settings, version, *champion, scored_windows)
            facts = table_facts(connection, TABLE)
            drift = read_drift(connection, version, champion[0] if champion else None)
    said = {
        "model_run_id": champion[0] if champion else "none: the data trained none",
        "stage": "champion" if champion else "none",
        "decision": decision.reason if decision else "nothing was trained",
    }
    yield dg.MaterializeResult(asset_key=KEY, metadata={**said, **facts})
    yield dg.MaterializeResult(
        asset_key=DRIFT_KEY, metadata={"version": version, **drift_facts(drift)}
    )
    yield from judge_drift(drift, settings.checks)


def refresh_predictions(
    connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, sha256: str
) -> int:
    """Bring the predictions to this model and the present mart; returns the windows scored."""
    standing = standing_sessions(connection, run_id)
    batches = scored(connection, settings, run_id, sha256, standing)
    return replace_predictions(connection, batches, standing=standing)


def refresh_drift(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    version: str,
    run_id: str,
    sha256: str,
    scored_windows: int,
) -> None:
    """Measure anew, unless nothing was scored and the same was measured on this version."""
    from orchestration.ml.drift import is_measured, measure_drift

    if scored_windows or not is_measured(connection, version, run_id, settings.checks):
        from orchestration.ml.registry import load_model  # learning takes seconds to import

        model = load_model(settings.models_path, run_id, sha256=sha256)
        measure_drift(connection, model, version, settings.checks)


def scored(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    run_id: str,
    sha256: str,
    standing: pd.DataFrame,
) -> Iterator[pd.DataFrame]:
    """Batches of predictions of the sessions that are not `standing`.

    Reads on a cursor of its own, so that the caller can write. The model is loaded only where there
    is something to score, but its files are looked at all the same.
    """
    read_model_file(settings.models_path, run_id, sha256)
    if all_stand(connection, standing):
        return

    from orchestration.ml.parallel import map_ahead
    from orchestration.ml.registry import load_model
    from orchestration.ml.score import score

    model = load_model(settings.models_path, run_id, sha256=sha256)

    def apply(windows: pd.DataFrame) -> pd.DataFrame:
        of_model = (model.estimator, model.contract, model.readout)
        return score(windows, *of_model, model_version=run_id, limits=model.limits)

    with connection.cursor() as reader:
        batches = read_scoring_windows(reader, model.contract.mart_names, without=standing)
        yield from map_ahead(apply, batches, settings.threads)
