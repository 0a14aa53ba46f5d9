"""From judged windows to long tables of scores.

Lives here: slicing an outcome by fold and vehicle. Not here: fitting (`judging`), formulas
(`metrics`, `segments`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from orchestration.ml import metrics
from orchestration.ml.config import TrainingConfig
from orchestration.ml.judging import Judged
from orchestration.ml.segments import match_segments

ALL = "all"
SLICE = ["model", "split", "fold", "vehicle_id"]


def metric_table(judged: Judged, config: TrainingConfig) -> pd.DataFrame:
    """Scores pooled, by fold and by vehicle: columns model, split, fold, vehicle_id, metric, value.

    Pooled is fold `all` and vehicle `all`. A score that is not defined is null.
    """
    records = [
        (judged.model, judged.split, fold, vehicle, metric, value)
        for fold, vehicle, rows in _slices(judged)
        for metric, value in _scores(judged, rows, config).items()
    ]
    table = pd.DataFrame(records, columns=[*SLICE, "metric", "value"])
    return table.astype({"value": "float64"})


def confusion_table(judged: Judged, config: TrainingConfig) -> pd.DataFrame:
    """Windows and on-duty seconds of the four outcomes, by the same slices as the scores."""
    records = []
    for fold, vehicle, rows in _slices(judged):
        predicted = judged.probability[rows] >= config.threshold
        cell = 2 * judged.actual[rows].astype(np.int8) + predicted
        windows = np.bincount(cell, minlength=4)
        seconds = np.bincount(cell, weights=judged.duty_s[rows], minlength=4)
        for number in range(4):
            outcome = (bool(number & 2), bool(number & 1))
            counted = (int(windows[number]), float(seconds[number]))
            records.append((judged.model, judged.split, fold, vehicle, *outcome, *counted))
    columns = [*SLICE, "is_carrying", "is_carrying_predicted", "window_count", "on_duty_s"]
    return pd.DataFrame(records, columns=columns)


def _slices(judged: Judged) -> Iterator[tuple[str, str, np.ndarray]]:
    """Fold, vehicle and row positions of every slice."""
    yield ALL, ALL, np.arange(len(judged.actual))
    for fold, rows in _positions(judged.fold):
        yield fold, ALL, rows
    if judged.vehicle is not None:
        for vehicle, rows in _positions(judged.vehicle):
            yield ALL, vehicle, rows


def _positions(names: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Each distinct name with the ascending positions that hold it."""
    codes, distinct = pd.factorize(names, sort=True)
    by_name = np.argsort(codes, kind="stable")
    cuts = np.cumsum(np.bincount(codes, minlength=len(distinct)))[:-1]
    for name, rows in zip(distinct, np.split(by_name, cuts), strict=True):
        yield str(name), rows


def _scores(judged: Judged, rows: np.ndarray, config: TrainingConfig) -> dict[str, float | None]:
    """All scores of one slice."""
    actual, probability = judged.actual[rows], judged.probability[rows]
    weight = judged.duty_s[rows]
    predicted = probability >= config.threshold
    outcome = metrics.confusion_of(actual, predicted, weight)
    scores: dict[str, float | None] = {
        "mcc": outcome.mcc,
        "balanced_accuracy": outcome.balanced_accuracy,
        "f1": outcome.f1,
        "precision": outcome.precision,
        "recall": outcome.recall,
        "pr_auc": metrics.pr_auc(actual, probability, weight),
        "brier": metrics.brier(actual, probability, weight),
        "calibration_error": metrics.calibration_error(actual, probability, weight),
        "segment_f1": None,
        "windows": float(len(rows)),
        "on_duty_h": float(weight.sum()) / 3600,
        "carry_h": float(weight[actual].sum()) / 3600,
        "predicted_carry_h": float(weight[predicted].sum()) / 3600,
    }
    if judged.session is not None:
        match = match_segments(actual, predicted, judged.session[rows], weight, config.segment_iou)
        scores["segment_f1"] = match.f1
        scores["segments"] = float(match.actual)
        scores["predicted_segments"] = float(match.predicted)
    return scores
