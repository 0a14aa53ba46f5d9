"""Predictions of the current model for every window of every forklift.

Lives here: the step and what it reports. Not here: applying a model (`ml/score.py`).
"""

from collections.abc import Iterator

import dagster as dg
import duckdb
import pandas as pd

from orchestration.assets.metadata import table_facts
from orchestration.assets.train import FEATURES, MODEL_KEY
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.ml.mart import read_scoring_windows
from orchestration.ml.standing import standing_sessions
from orchestration.ml.tables import latest_model, replace_predictions
from orchestration.pinning import stay_pinned
from orchestration.settings import Settings
from orchestration.translator import DAILY, OWNER
from orchestration.warehouse import open_warehouse

TABLE = "ml.carry_state_predictions"


@dg.asset(
    name="carry_state_predictions",
    key_prefix="ml",
    deps=[FEATURES, MODEL_KEY],
    description="One row per window of every forklift: probability and state of carrying.",
    group_name="ml",
    owners=[OWNER],
    kinds={"python", "duckdb"},
    freshness_policy=DAILY,
    pool=WAREHOUSE_POOL,
)
def carry_state_predictions(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> dg.MaterializeResult:
    """Score what is new or changed; without a current model there are no predictions."""
    with faults():
        stay_pinned(context, settings)
        with open_warehouse(settings) as connection:
            current = latest_model(connection)
            if current is not None:
                refresh_predictions(connection, settings, *current)
            facts = table_facts(connection, TABLE)
    return dg.MaterializeResult(
        metadata={"model_run_id": current[0] if current else "none: the data trained none", **facts}
    )


def refresh_predictions(
    connection: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, sha256: str
) -> int:
    """Bring the predictions to this model and the present mart; returns the windows scored."""
    standing = standing_sessions(connection, run_id)
    batches = scored(connection, settings, run_id, sha256, standing)
    return replace_predictions(connection, batches, standing=standing)


def scored(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    run_id: str,
    sha256: str,
    standing: pd.DataFrame,
) -> Iterator[pd.DataFrame]:
    """Batches of predictions of the sessions that are not `standing`.

    Reads on a cursor of its own, so that the caller can write.
    """
    from orchestration.ml.parallel import map_ahead
    from orchestration.ml.registry import load_model  # learning takes seconds to import
    from orchestration.ml.score import score

    model = load_model(settings.models_path, run_id, sha256=sha256)

    def apply(windows: pd.DataFrame) -> pd.DataFrame:
        of_model = (model.estimator, model.contract, model.readout)
        return score(windows, *of_model, model_version=run_id, limits=model.limits)

    with connection.cursor() as reader:
        batches = read_scoring_windows(reader, model.contract.mart_names, without=standing)
        yield from map_ahead(apply, batches, settings.threads)
