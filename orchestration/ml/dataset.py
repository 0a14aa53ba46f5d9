"""From the feature mart to the rows a model may learn from.

Lives here: order, labels, time and quality of the windows. Not here: which windows count
(`usable`), what a label is (`labels`), weights of a fit (`weights`), splitting, sampling.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from orchestration.errors import TrainingError
from orchestration.ml.config import HeightLimits, LabelProfile, TrainingConfig
from orchestration.ml.features import (
    KEYS,
    LABEL,
    SUBJECT,
    FeatureContract,
    recognise_features,
)
from orchestration.ml.heights import blind_rows, height_columns, take_out
from orchestration.ml.labels import with_labels
from orchestration.ml.usable import usable_rows
from orchestration.ml.window_length import require_window_length

Inputs = Literal["features", "instant", "label"]
STARTED_AT = "window_started_at"

# What the instantaneous baselines read.
INSTANT_COLUMNS = {"height": "height_m_mean", "load": "load_share", "speed": "speed_kmh_mean"}


@dataclass(frozen=True, eq=False)
class Dataset:
    """Judged windows of trusted forklifts by vehicle, session and time; n rows, f features."""

    contract: FeatureContract
    features: np.ndarray
    """(n, f) float32, null as NaN; without heights that cannot be believed."""
    blind: np.ndarray
    """(n,) bool: whether the session has no height that can be believed."""
    instant: np.ndarray
    """(n, 4) float64: height in metres, load, speed in km/h, share on duty; null as NaN."""
    label: np.ndarray
    """(n,) bool: the carry state to learn."""
    purity: np.ndarray
    """(n,) share of the window's time that has the label, 0.5..1."""
    duty_s: np.ndarray
    """(n,) on-duty seconds: the weight of a window in every score."""
    vehicle: np.ndarray
    """(n,) position in `vehicles`."""
    vehicles: tuple[str, ...]
    session: np.ndarray
    """(n,) number of the session, unique over vehicles."""
    session_keys: np.ndarray
    """(sessions,) stable 64-bit hash of vehicle and session id, by session number."""
    session_ids: np.ndarray
    """(sessions,) session ids, by session number."""
    started_at: np.ndarray
    """(n,) datetime64[ms], UTC."""
    excluded: dict[str, int]
    """Windows left out, by reason."""

    def __len__(self) -> int:
        return len(self.label)

    @cached_property
    def rows_per_vehicle(self) -> dict[str, int]:
        """Windows by vehicle id."""
        counts = np.bincount(self.vehicle, minlength=len(self.vehicles))
        return {name: int(count) for name, count in zip(self.vehicles, counts, strict=True)}

    def inputs(self, kind: Inputs) -> np.ndarray:
        """The matrix that a candidate of this kind reads, shape (n, columns)."""
        if kind == "label":
            return self.label[:, None]
        return self.features if kind == "features" else self.instant


def make_dataset(frame: pd.DataFrame, config: TrainingConfig) -> Dataset:
    """The dataset that these settings ask for; raises `TrainingError` as `build_dataset` does.

    Raises `SettingsError` when the windows are of another length than the settings say.
    """
    if STARTED_AT in frame.columns:
        require_window_length(frame[STARTED_AT].to_numpy(), config.window_s)
    contract = recognise_features(
        frame, config.feature_groups, config.neighbour_windows, config.window_s
    )
    return build_dataset(frame, contract, config.label_profile, config.height_limits)


def build_dataset(
    frame: pd.DataFrame,
    contract: FeatureContract,
    label_profile: LabelProfile = "carry_rule",
    limits: HeightLimits | None = None,
) -> Dataset:
    """Keep the observed, labelled, on-duty windows of forklifts whose load sensor is trusted.

    Heights beyond `limits` are taken out.

    Raises `TrainingError` when no row is left or only one class is.
    """
    needed = (*KEYS, *SUBJECT, "observed_s", "on_duty_s", *LABEL, *INSTANT_COLUMNS.values())
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise TrainingError(f"the feature mart lacks {', '.join(missing)}: rebuild it")
    frame = with_labels(frame, label_profile)
    kept, excluded = usable_rows(frame)
    frame = frame if kept.all() else frame.loc[kept, :]
    vehicle, vehicles = pd.factorize(frame["vehicle_id"].astype(str), sort=True)
    started_at = frame[STARTED_AT].to_numpy(dtype="datetime64[ms]")
    session, session_keys, session_ids = _number_sessions(frame, vehicle, vehicles)
    order = np.lexsort((started_at, session))
    if not np.array_equal(order, np.arange(len(order))):
        frame, started_at = frame.iloc[order], started_at[order]
        vehicle, session = vehicle[order], session[order]
    _require_unique(session, started_at, vehicle, vehicles)
    features = contract.matrix(frame)
    blind = blind_rows(features, contract.names, session, limits or HeightLimits())
    take_out(features, blind, height_columns(contract.names))
    dataset = Dataset(
        contract=contract,
        features=features,
        blind=blind,
        instant=_instant(frame),
        label=frame["label_is_carrying"].to_numpy(dtype=bool),
        purity=frame["label_purity"].to_numpy(dtype=np.float64),
        duty_s=frame["on_duty_s"].to_numpy(dtype=np.float64),
        vehicle=vehicle.astype(np.int32),
        vehicles=tuple(vehicles),
        session=session,
        session_keys=session_keys,
        session_ids=session_ids,
        started_at=started_at,
        excluded=excluded,
    )
    _require_both_classes(dataset.label)
    return dataset


def _require_unique(
    session: np.ndarray, started_at: np.ndarray, vehicle: np.ndarray, vehicles: pd.Index
) -> None:
    twice = (session[1:] == session[:-1]) & (started_at[1:] == started_at[:-1])
    if twice.any():
        row = int(np.argmax(twice))
        raise TrainingError(
            f"the feature mart has two windows of vehicle {vehicles[vehicle[row]]} at"
            f" {started_at[row]}: its key must be unique, rebuild it"
        )


def _require_both_classes(label: np.ndarray) -> None:
    if label.all() or not label.any():
        what = "always carry" if label.all() else "never carry"
        raise TrainingError(
            f"trusted forklifts {what} in all {len(label)} windows: a classifier needs both"
            " states, add telemetry or check the carry rule's vars"
        )


def _number_sessions(
    frame: pd.DataFrame, vehicle: np.ndarray, vehicles: pd.Index
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n,) session numbers unique over vehicles; a stable hash key and the id of each session."""
    local, names = pd.factorize(frame["session_id"].astype(str), sort=True)
    number, first = _compact(vehicle.astype(np.int64) * len(names) + local)
    vehicle_hash = pd.util.hash_array(np.asarray(vehicles, dtype=object))
    session_hash = pd.util.hash_array(np.asarray(names, dtype=object))
    keys = vehicle_hash[vehicle[first]] * np.uint64(31) + session_hash[local[first]]
    return number, keys, np.asarray(names, dtype=object)[local[first]]


def _compact(combined: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers 0.. in sorted order of the values, and the first row of each."""
    _, first, number = np.unique(combined, return_index=True, return_inverse=True)
    return number.astype(np.int64), first


def _instant(frame: pd.DataFrame) -> np.ndarray:
    """Height, load, speed and share on duty of each window."""
    columns = [
        frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in INSTANT_COLUMNS.values()
    ]
    duty = frame["on_duty_s"].to_numpy(dtype=np.float64)
    columns.append(duty / frame["observed_s"].to_numpy(dtype=np.float64))
    return np.column_stack(columns)
