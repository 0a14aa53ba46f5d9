"""The carry-state model: trained, judged, stored and recorded.

Lives here: the step from the feature mart to `ml.*` and the model file. Not here: learning (`ml/`)
and what is told of a model (`train_facts.py`, `train_card.py`).
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import dagster as dg

from orchestration.assets.metadata import table_facts
from orchestration.errors import TrainingError
from orchestration.faults import WAREHOUSE_POOL, faults
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
}
LEAKY_SAMPLES = 200_000

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

SAMPLES_QUERY = f"""
    select samples.height_m as height, samples.load_signal as load, samples.speed_kmh as speed,
        samples.is_on_duty::double as on_duty, samples.is_carrying
    from intermediate.int_samples__carry_state as samples
    inner join marts.dim_vehicles as vehicles using (vehicle_id)
    where vehicles.load_sensor_status = 'trusted' and vehicles.vehicle_class = 'forklift'
    order by hash(samples.source_file, samples.row_number), samples.source_file, samples.row_number
    limit {LEAKY_SAMPLES}
"""
"""Random samples of the leaky baseline, the same ones every time."""


class TrainConfig(dg.Config):
    """How to train."""

    overrides: dict[str, Any] = {}
    """Training settings that differ from their defaults, such as `{"folds": 3}`."""


@dg.multi_asset(name="train", specs=SPECS, pool=WAREHOUSE_POOL)
def carry_state_model(
    context: dg.AssetExecutionContext, config: TrainConfig, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult]:
    """Train and judge; data that cannot train a model is recorded as a refusal, with its reason."""
    # Imported here, as learning takes seconds to import, and most runs and pages do without it.
    from orchestration.assets.train_card import card_facts
    from orchestration.assets.train_facts import model_facts
    from orchestration.ml.card.write import write_card, write_refused_card
    from orchestration.ml.config import parse_config
    from orchestration.ml.dataset import make_dataset
    from orchestration.ml.mart import read_training_windows
    from orchestration.ml.registry import save_model
    from orchestration.ml.tables import write_refusal, write_run
    from orchestration.ml.train import train

    with faults():
        training = parse_config(config.overrides)
        stay_pinned(context, settings)
        with open_warehouse(settings, read_only=True) as connection:
            version = loaded_version(connection)
            windows = read_training_windows(connection, training)
            samples = connection.execute(SAMPLES_QUERY).df()
        try:
            dataset = make_dataset(windows, training)
            del windows  # hundreds of megabytes that nobody needs any more
            result = train(
                dataset, training, version=version, samples=samples, threads=settings.threads
            )
        except TrainingError as error:
            context.log.warning("no model: %s", error)
            with open_warehouse(settings) as connection:
                run_id = write_refusal(connection, training, version=version, reason=str(error))
            shown: dict[str, Any] = {"status": "refused", "reason": str(error)}
            card = partial(write_refused_card, run_id, str(error), training)
        else:
            saved = save_model(result, settings.models_path)
            with open_warehouse(settings) as connection:
                write_run(connection, result, saved)
            shown = model_facts(result, saved)
            card = partial(write_card, result, dataset)
        shown |= card_facts(context.log, settings, version, card)
        with open_warehouse(settings, read_only=True) as connection:
            facts = {name: table_facts(connection, f"ml.{name}") for name in TABLES}
    yield dg.MaterializeResult(asset_key=MODEL_KEY, metadata={"version": version, **shown})
    for name in TABLES:
        yield dg.MaterializeResult(
            asset_key=["ml", name], metadata={"version": version, **facts[name]}
        )
