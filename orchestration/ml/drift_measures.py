"""What is measured on windows beside what a model was trained on.

Lives here: the measures, and when one is judged. Not here: reading windows and storing rows
(`drift.py`), and the index (`profile.py`).

| measure | value | expected |
|---|---|---|
| `psi` | population stability index of a feature | |
| `unknown_share` | time whose state is unknown | the same on held-out vehicles |
| `label_rate` | labelled time of trusted sensors that is carrying | the same of the training |
| `predicted_rate` | time that is predicted to be carrying | the same on held-out vehicles |

A measure on fewer windows than `drift_min_windows`, or on one vehicle, is recorded and not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orchestration.ml.heights import blind_rows
from orchestration.ml.matrix import fill_matrix
from orchestration.ml.neighbours import run_numbers
from orchestration.ml.profile import feature_values, shares_in, stability_index
from orchestration.thresholds import Thresholds

if TYPE_CHECKING:  # learning takes seconds to import
    from orchestration.ml.registry import LoadedModel

COLUMNS = [
    "measure",
    "feature",
    "value",
    "expected",
    "threshold",
    "window_count",
    "vehicle_count",
    "is_judged",
    "is_beyond",
]
"""Columns of the rows."""


def feature_rows(
    windows: pd.DataFrame,
    names: tuple[str, ...],
    model: LoadedModel,
    expected: list[tuple[str, list[float], list[float]]],
    limits: Thresholds,
) -> list[tuple[Any, ...]]:
    """How far each feature is from its profile; `expected` has feature, bin edges and shares."""
    matrix = fill_matrix(windows, names, model.contract.window_s)
    run = run_numbers(windows["vehicle_id"].to_numpy(), windows["session_id"].to_numpy())
    blind = blind_rows(matrix, names, run, model.limits)
    on_duty = (windows["on_duty_s"] > 0).to_numpy(dtype=bool)
    places = {name: place for place, name in enumerate(names)}
    values = feature_values(matrix[on_duty], places, blind[on_duty])
    vehicles = windows.loc[on_duty, "vehicle_id"].nunique()
    rows = []
    for name, edges, before in expected:
        now, counted = shares_in(values[name], np.array(edges)), (len(values[name]), vehicles)
        # Without heights on either side, there is nothing to compare.
        value = stability_index(np.array(before), now) if any(before) and now.any() else None
        rows.append(_row("psi", name, value, None, limits.drift_max_psi, counted, limits))
    return rows


def state_rows(
    windows: pd.DataFrame, expected: list[float], limits: Thresholds
) -> list[tuple[Any, ...]]:
    """Shares of time beside those expected: unknown, carrying by label, and by prediction."""
    on_duty = windows[windows["on_duty_s"] > 0]
    scored = on_duty[on_duty["carry_state"].notna()]
    trusted = on_duty["load_sensor_status"].astype(str) == "trusted"
    labelled = on_duty[trusted & on_duty["label_is_carrying"].notna()]
    unknown, carrying, predicted = expected
    change = limits.carrying_max_change
    told = [
        ("unknown_share", scored, scored["carry_state"] == "unknown", unknown, change),
        ("label_rate", labelled, labelled["label_is_carrying"], carrying, change),
        ("predicted_rate", scored, scored["is_carrying_predicted"], predicted, change),
    ]
    rows = []
    for measure, frame, is_so, before, threshold in told:
        seconds = frame["on_duty_s"].to_numpy(dtype=float)
        total = seconds.sum()
        value = float(seconds @ is_so.to_numpy(dtype=float)) / total if total else None
        counted = (len(frame), frame["vehicle_id"].nunique())
        rows.append(_row(measure, None, value, before, threshold, counted, limits))
    return rows


def _row(
    measure: str,
    feature: str | None,
    value: float | None,
    expected: float | None,
    threshold: float,
    counted: tuple[int, int],
    limits: Thresholds,
) -> tuple[Any, ...]:
    """One row of `ml.drift`; unknown may become rarer without being beyond anything."""
    is_judged = value is not None and counted[0] >= limits.drift_min_windows and counted[1] > 1
    moved = 0.0 if value is None else value - (expected or 0.0)
    distance = moved if measure in ("psi", "unknown_share") else abs(moved)
    is_beyond = is_judged and distance > threshold
    return (measure, feature, value, expected, threshold, *counted, is_judged, is_beyond)
