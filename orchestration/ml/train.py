"""One training run: judge every candidate on honest splits, then fit the model on all of it.

Lives here: the order of the steps and the result. Not here: storing it (`registry`, `tables`).
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from orchestration.errors import TrainingError
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset, make_dataset
from orchestration.ml.estimators import Estimator
from orchestration.ml.evaluation import confusion_table, metric_table
from orchestration.ml.features import FeatureContract
from orchestration.ml.fingerprint import library_versions, run_id_of
from orchestration.ml.held_out import session_table
from orchestration.ml.importance import permutation_importance
from orchestration.ml.judging import Judged
from orchestration.ml.leaky import judge_leaky
from orchestration.ml.nested import final_readout, purge_s
from orchestration.ml.profile import feature_values, profile_of
from orchestration.ml.protocol import judge_all
from orchestration.ml.readout import Readout
from orchestration.ml.splits import Split, held_out_vehicles, later_time

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class TrainingResult:
    """A fitted model with its scores; all but `trained_at` and `seconds` repeats exactly."""

    run_id: str
    """16 hex digits from data, settings, version and libraries; also the model version."""
    version: str
    config: TrainingConfig
    contract: FeatureContract
    data_fingerprint: str
    rows_per_vehicle: dict[str, int]
    rows_excluded: dict[str, int]
    library_versions: dict[str, str]
    notes: tuple[str, ...]
    """What could not be judged, and why."""
    estimator: Estimator
    readout: Readout
    """How the estimator's probabilities are read."""
    metrics: pd.DataFrame
    confusion: pd.DataFrame
    importance: pd.DataFrame
    sessions: pd.DataFrame
    """What is stored of the model, judged on each session of held-out vehicles."""
    profile: pd.DataFrame
    """Bins of the features of the mart, and how many windows were in each."""
    held_out: Judged
    """The model's probabilities on held-out vehicles, as said."""
    decoded: Judged
    """The same as it is stored: calibrated, and as the likeliest course of each session."""
    trained_at: datetime
    seconds: float


def train(
    windows: pd.DataFrame | Dataset,
    config: TrainingConfig,
    *,
    version: str,
    samples: pd.DataFrame | None = None,
    threads: int = 1,
) -> TrainingResult:
    """Train the carry-state model on the feature mart, or on the dataset made of it.

    `samples` (height, load, speed, on_duty, is_carrying) feeds the leaky baseline, which falls
    back to windows. `threads` changes the time alone, not one bit of the result. Raises
    `TrainingError` when the data cannot train a model or cannot hold out a vehicle to judge it; a
    history too short for the forward-in-time split is only noted.
    """
    started, trained_at = time.perf_counter(), datetime.now(UTC)
    dataset = windows if isinstance(windows, Dataset) else make_dataset(windows, config)
    contract = dataset.contract
    log.info("training on %d windows of %d vehicles", len(dataset), len(dataset.vehicles))
    splits, notes = _splits(dataset, config)
    [kept], held_out, judged, more_notes = judge_all(dataset, splits, config, threads)
    notes += more_notes
    judged.append(judge_leaky(dataset, samples, config))
    run_id, fingerprint = run_id_of(dataset, config, version, samples)
    return TrainingResult(
        run_id=run_id,
        version=version,
        config=config,
        contract=contract,
        data_fingerprint=fingerprint,
        rows_per_vehicle=dataset.rows_per_vehicle,
        rows_excluded=dataset.excluded,
        library_versions=library_versions(),
        notes=notes,
        estimator=kept.estimator,
        readout=final_readout(dataset, held_out, config),
        metrics=pd.concat([metric_table(one, config) for one in judged], ignore_index=True),
        confusion=pd.concat([confusion_table(one, config) for one in judged], ignore_index=True),
        importance=permutation_importance(dataset, held_out, config, threads),
        sessions=session_table(dataset, _as_stored(judged, held_out)),
        profile=_profile(dataset),
        held_out=held_out,
        decoded=judged[1],
        trained_at=trained_at,
        seconds=time.perf_counter() - started,
    )


def _as_stored(judged: list[Judged], held_out: Judged) -> Judged:
    """The same outcome as it would be stored: calibrated, and decoded by whole sessions."""
    name = f"{held_out.model}_decoded"
    return next(one for one in judged if (one.model, one.split) == (name, held_out.split))


def _profile(dataset: Dataset) -> pd.DataFrame:
    """Of the columns of the mart; what neighbours say moves with them."""
    names = dataset.contract.names
    places = {name: names.index(name) for name in dataset.contract.mart_names}
    return profile_of(feature_values(dataset.features, places, dataset.blind))


def _splits(dataset: Dataset, config: TrainingConfig) -> tuple[list[Split], tuple[str, ...]]:
    """Held-out vehicles first (a must), later time if the history allows; and notes."""
    splits = [held_out_vehicles(dataset.vehicle, dataset.label, config.folds, config.seed)]
    notes = []
    if len(splits[0].folds) < config.folds:
        notes.append(f"folds: {len(splits[0].folds)} of {config.folds}, one a trusted forklift")
    try:
        splits.append(
            later_time(
                dataset.started_at,
                dataset.duty_s,
                dataset.label,
                share=config.later_share,
                purge_s=purge_s(dataset, config),
                window_s=config.window_s,
            )
        )
    except TrainingError as error:
        notes.append(f"later_time: not judged, {error}")
    return splits, tuple(notes)
