"""What models say of windows that they never saw.

Lives here: a fleet's own model, the model of another fleet, its causal variant and the old leaky
baseline, trained and applied without judging them by labels. Not here: the truth (`truth_windows`).

The own model is bit for bit the one that the product keeps: all fits that only judge are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from orchestration.benchmark.truth_build import dbt_build
from orchestration.benchmark.truth_fleets import TRAINING, JudgedFleet
from orchestration.errors import ForkliftError, TrainingError
from orchestration.ml.baselines import make_leaky_logistic_regression
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import INSTANT_COLUMNS, Dataset, make_dataset
from orchestration.ml.estimators import Estimator
from orchestration.ml.features import KEYS
from orchestration.ml.judging import assemble, judge
from orchestration.ml.mart import read_scoring_windows, read_training_windows
from orchestration.ml.models import candidates, causal_candidate, fit, predict_probability
from orchestration.ml.nested import final_readout, law_of
from orchestration.ml.predictions import replace_predictions
from orchestration.ml.readout import Readout, plain_readout
from orchestration.ml.score import score
from orchestration.ml.splits import everything, held_out_vehicles
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

INSTANT = (*INSTANT_COLUMNS.values(), "on_duty_share")


@dataclass(frozen=True, eq=False)
class Learned:
    """A model and how it is read."""

    dataset: Dataset
    estimator: Estimator
    readout: Readout


def learn(windows: pd.DataFrame, config: TrainingConfig, threads: int) -> Learned:
    """The model and readout that `ml.train.train` keeps, without what it judges besides."""
    dataset = make_dataset(windows, config)
    model = candidates(config)[0]
    split = held_out_vehicles(dataset.vehicle, dataset.label, config.folds, config.seed)
    plan = [(model, everything(len(dataset))), (model, split)]
    kept, held_out = judge(dataset, plan, config, threads)
    judged = assemble(dataset, model.name, split, held_out, config.threshold)
    [whole] = kept.values()
    return Learned(dataset, whole.estimator, final_readout(dataset, judged, config))


def predict_fleets(
    settings: Settings, fleets: Sequence[JudgedFleet], config: TrainingConfig
) -> tuple[pd.DataFrame, Learned]:
    """Train on each fleet, store what each says of its own windows, and build the estimates.

    Returns what the training fleet's model says of the windows of all fleets: their keys,
    transferred, transferred_known, transferred_probability and causal; and that model.
    """
    with open_warehouse(settings, read_only=True) as connection:
        trained = read_training_windows(connection, config)
        learned = {
            fleet.name: _learn_of(trained, fleet, config, settings.threads) for fleet in fleets
        }
        del trained
        names = learned[TRAINING].dataset.contract.mart_names
        windows = pd.concat(list(read_scoring_windows(connection, names)), ignore_index=True)
    elsewhere, own = learned[TRAINING], []
    for fleet in fleets:
        if fleet.name != TRAINING:
            own.append(_score(_of(windows, fleet), learned[fleet.name], config, settings.threads))
    said = _score(windows, elsewhere, config, settings.threads)
    causal = _score(windows, _causal(elsewhere, config), config, settings.threads, "causal")
    with open_warehouse(settings) as connection:
        replace_predictions(connection, own)
    dbt_build(settings, "fct_carry_estimates")
    transferred = said[[*KEYS]].assign(
        transferred=said["is_carrying_predicted"],
        transferred_known=said["carry_state"] != "unknown",
        transferred_probability=said["probability"],
        causal=causal["is_carrying_predicted"],
        causal_probability=causal["probability"],
    )
    return transferred, elsewhere


def _learn_of(
    windows: pd.DataFrame, fleet: JudgedFleet, config: TrainingConfig, threads: int
) -> Learned:
    try:
        return learn(_of(windows, fleet), config, threads)
    except TrainingError as error:
        raise ForkliftError(
            f"fleet {fleet.name} cannot train a model: {error}; give more --vehicles or --days"
        ) from error


def _of(windows: pd.DataFrame, fleet: JudgedFleet) -> pd.DataFrame:
    names = [vehicle.vehicle_id for vehicle in fleet.spec.vehicles]
    return windows[windows["vehicle_id"].isin(names)].reset_index(drop=True)


def _causal(learned: Learned, config: TrainingConfig) -> Learned:
    """The same fleet's model that does not look ahead."""
    dataset, rows = learned.dataset, np.arange(len(learned.dataset))
    candidate = causal_candidate(dataset, config)
    if candidate is None:
        raise ForkliftError("the causal variant needs causal=true and features that look ahead")
    readout = plain_readout(law_of(dataset, rows), config)
    return Learned(dataset, fit(dataset, candidate, rows, config), readout)


def _score(
    windows: pd.DataFrame,
    learned: Learned,
    config: TrainingConfig,
    threads: int,
    how: str = "centred",
) -> pd.DataFrame:
    return score(
        windows,
        learned.estimator,
        learned.dataset.contract,
        learned.readout,
        model_version=str(learned.dataset.vehicles[0]),
        limits=config.height_limits,
        threads=threads,
        how=how,  # type: ignore[arg-type]
    )


def leaky_states(
    connection: duckdb.DuckDBPyConnection, learned: Learned, config: TrainingConfig
) -> pd.DataFrame:
    """What the old baseline says of each window of the mart, trained on the learned one's windows.

    It is the only one that reads the load signal of the window that it judges.
    """
    windows = connection.execute(f"""
        select {", ".join(KEYS)}, {", ".join(INSTANT_COLUMNS.values())},
            on_duty_s / observed_s as on_duty_share
        from marts.feat_carry_windows where observed_s > 0
    """).df()
    dataset = learned.dataset
    model = make_leaky_logistic_regression().fit(dataset.instant, dataset.label)
    said = predict_probability(model, windows[list(INSTANT)].to_numpy(dtype=np.float64))
    return windows[[*KEYS]].assign(leaky=said >= config.threshold)
