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
from orchestration.ml.intervals import vehicle_intervals, vehicle_sums
from orchestration.ml.judging import Judged
from orchestration.ml.schema import ALL
from orchestration.ml.segments import match_segments

NONE = (None, None)
SLICE = ["model", "split", "fold", "vehicle_id"]


def metric_table(judged: Judged, config: TrainingConfig) -> pd.DataFrame:
    """Scores pooled, by fold and by vehicle, with intervals over vehicles for pooled ones.

    Columns model, split, fold, vehicle_id, metric, value, low, high. Pooled is fold `all` and
    vehicle `all`. A score that is not defined is null, and so are the ends of other intervals.
    """
    spread = _intervals(judged, config)
    records = [
        (judged.model, judged.split, fold, vehicle, metric, value, *ends)
        for fold, vehicle, rows in _slices(judged)
        for metric, value in _scores(judged, rows, config).items()
        for ends in [spread.get(metric, NONE) if fold == vehicle == ALL else NONE]
    ]
    table = pd.DataFrame(records, columns=[*SLICE, "metric", "value", "low", "high"])
    return table.astype({"value": "float64", "low": "float64", "high": "float64"})


def confusion_table(judged: Judged, config: TrainingConfig) -> pd.DataFrame:
    """Windows and on-duty seconds of the four outcomes, by the same slices as the scores."""
    records = []
    for fold, vehicle, rows in _slices(judged):
        predicted = judged.predicted[rows]
        cell = 2 * judged.actual[rows].astype(np.int8) + predicted
        windows = np.bincount(cell, minlength=4)
        seconds = np.bincount(cell, weights=judged.duty_s[rows], minlength=4)
        for number in range(4):
            outcome = (bool(number & 2), bool(number & 1))
            counted = (int(windows[number]), float(seconds[number]))
            records.append((judged.model, judged.split, fold, vehicle, *outcome, *counted))
    columns = [*SLICE, "is_carrying", "is_carrying_predicted", "window_count", "on_duty_s"]
    return pd.DataFrame(records, columns=columns)


def _intervals(
    judged: Judged, config: TrainingConfig
) -> dict[str, tuple[float | None, float | None]]:
    """Intervals of the pooled scores; none where rows are not whole sessions of vehicles."""
    if judged.vehicle is None or judged.session is None or not config.bootstrap_draws:
        return {}
    parts = [rows for _, rows in _positions(judged.vehicle)]
    sums = []
    for rows in parts:
        actual, predicted = judged.actual[rows], judged.predicted[rows]
        weight = judged.duty_s[rows]
        cells = metrics.confusion_of(actual, predicted, weight)
        match = match_segments(actual, predicted, judged.session[rows], weight, config.segment_iou)
        sums.append(vehicle_sums(cells, match))
    return vehicle_intervals(sums, config.bootstrap_draws, config.seed)


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
    predicted, known = judged.predicted[rows], judged.known[rows]
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
        "unknown_share": metrics.share(~known, weight),
        "known_f1": metrics.confusion_of(actual[known], predicted[known], weight[known]).f1,
        "carry_hours_error": metrics.excess(weight[predicted].sum(), weight[actual].sum()),
        "windows": float(len(rows)),
        "on_duty_h": float(weight.sum()) / 3600,
        "carry_h": float(weight[actual].sum()) / 3600,
        "predicted_carry_h": float(weight[predicted].sum()) / 3600,
    }
    if judged.session is not None:
        match = match_segments(actual, predicted, judged.session[rows], weight, config.segment_iou)
        scores["segment_f1"] = match.f1
        scores["segment_count_error"] = metrics.excess(match.predicted, match.actual)
        scores["segments"] = float(match.actual)
        scores["predicted_segments"] = float(match.predicted)
    return scores
