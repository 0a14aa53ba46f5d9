"""The carry-state model: trained, judged, stored and recorded.

Lives here: the step from the feature mart to `ml.*` and the model file. Not here: learning (`ml/`)
and what comes of it (`train_outcome.py`, `train_unchanged.py`).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.assets.metadata import table_facts
from orchestration.assets.train_config import STEP, config_fields
from orchestration.errors import TrainingError
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.ml.config import TrainingConfig, parse_config
from orchestration.pinning import loaded_version, stay_pinned
from orchestration.settings import Settings
from orchestration.translator import OWNER
from orchestration.warehouse import open_warehouse

FEATURES = ["marts", "feat_carry_windows"]
SAMPLES = ["intermediate", "int_samples__carry_state"]
VEHICLES = ["marts", "dim_vehicles"]
MODEL_KEY = dg.AssetKey(["ml", "carry_state_model"])
TABLES = {
    "training_runs": "One row per training run: settings, features, data fingerprint, libraries.",
    "model_metrics": "One row per run, model, split, fold, vehicle and metric.",
    "confusion": "One row per run, model, split, fold, vehicle and outcome, windows and seconds.",
    "feature_importance": "One row per run and feature: loss when shuffled on held-out vehicles.",
    "feature_profiles": "One row per run and feature: bins of its values in the training.",
    "held_out_sessions": "One row per run and session of a held-out vehicle: how well it was told.",
    "model_stages": "One row per decision: which model is the champion for a version, and why.",
}

_SHARED: dict[str, Any] = {"group_name": "ml", "owners": [OWNER]}
SPECS = [
    dg.AssetSpec(
        MODEL_KEY,
        deps=[FEATURES, SAMPLES, VEHICLES],
        description="The classifier of the carry state, as a file that is safe to load.",
        kinds={"python", "scikitlearn"},
        **_SHARED,
    ),
    *(
        dg.AssetSpec(
            ["ml", name],
            deps=[MODEL_KEY],
            description=description,
            kinds={"python", "duckdb"},
            **_SHARED,
        )
        for name, description in TABLES.items()
    ),
]


@dg.multi_asset(
    name=STEP, specs=SPECS, config_schema=config_fields(TrainingConfig), pool=WAREHOUSE_POOL
)
def carry_state_model(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult]:
    """Train and judge, unless that would repeat the last run, whose model then stands.

    Data that cannot train a model is recorded as a refusal, with its reason.
    """
    from orchestration.assets.train_unchanged import remember_training, unread_facts

    with faults():
        training = parse_config(context.op_execution_context.op_config)
        stay_pinned(context, settings)
        with open_warehouse(settings, read_only=True) as connection:
            version = loaded_version(connection)
        shown = unread_facts(context, settings, version, training)
        if shown is None:
            shown = trained_facts(context, settings, version, training)
            remember_training(context, settings, training)
        with open_warehouse(settings, read_only=True) as connection:
            facts = {name: table_facts(connection, f"ml.{name}") for name in TABLES}
    yield dg.MaterializeResult(asset_key=MODEL_KEY, metadata={"version": version, **shown})
    for name in TABLES:
        yield dg.MaterializeResult(
            asset_key=["ml", name], metadata={"version": version, **facts[name]}
        )


def trained_facts(
    context: dg.AssetExecutionContext, settings: Settings, version: str, config: TrainingConfig
) -> dict[str, Any]:
    """Read the windows and learn from them, unless they are those of the last run."""
    # Imported here, as learning takes seconds to import, and most runs and pages do without it.
    from orchestration.assets.train_outcome import learned, refused
    from orchestration.assets.train_task import TrainingTask
    from orchestration.assets.train_unchanged import unchanged_facts
    from orchestration.ml.dataset import make_dataset
    from orchestration.ml.leaky_samples import read_leaky_samples
    from orchestration.ml.mart import read_training_windows

    with open_warehouse(settings, read_only=True) as connection:
        windows = read_training_windows(connection, config)
        samples = read_leaky_samples(connection)
    try:
        dataset = make_dataset(windows, config)
        del windows  # hundreds of megabytes that nobody needs any more
        task = TrainingTask(context, settings, config, version, dataset, samples)
        return unchanged_facts(task) or learned(task)
    except TrainingError as error:
        return refused(context, settings, config, version, str(error))
