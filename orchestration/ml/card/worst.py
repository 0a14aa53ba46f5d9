"""Where a model errs most.

Lives here: choosing vehicles by their held-out score, and an hour of each. Not here: scores
(`ml/`), and drawing (`hour_plot.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from orchestration.ml.dataset import Dataset
from orchestration.ml.judging import Judged
from orchestration.ml.schema import ALL

HOUR_MS = 3_600_000


@dataclass(frozen=True, eq=False)
class Hour:
    """An hour of a vehicle with the windows that lie in it, (n,) each, by time."""

    vehicle: str
    begins_ms: int
    """Epoch milliseconds; it may begin before the vehicle's first window."""
    started_ms: np.ndarray
    window_ms: int
    actual: np.ndarray
    predicted: np.ndarray
    known: np.ndarray
    probability: np.ndarray
    wrong_s: float
    """On-duty seconds whose state is not the label's, in this hour ..."""
    wrong_all_s: float
    """... and in all that was judged of the vehicle."""


def worst_vehicles(metrics: pd.DataFrame, judged: Judged, count: int) -> list[str]:
    """The vehicles of lowest F1, the lowest first, ties by name; those without an F1 are none."""
    chosen = metrics[
        (metrics["model"] == judged.model)
        & (metrics["split"] == judged.split)
        & (metrics["metric"] == "f1")
        & (metrics["vehicle_id"] != ALL)
    ].dropna(subset=["value"])
    return chosen.sort_values(["value", "vehicle_id"])["vehicle_id"].head(count).tolist()


def worst_hour(dataset: Dataset, judged: Judged, vehicle: str, window_s: float) -> Hour:
    """The hour that holds most of the vehicle's wrong time; the first one of several."""
    number = dataset.vehicles.index(vehicle)
    rows = np.flatnonzero(dataset.vehicle[judged.rows] == number)
    started = dataset.started_at[judged.rows[rows]].astype("datetime64[ms]").astype(np.int64)
    order = np.argsort(started, kind="stable")
    rows, started = rows[order], started[order]
    wrong = judged.predicted[rows] != judged.actual[rows]
    weight = np.where(wrong, judged.duty_s[rows], 0.0)
    window_ms = round(1000 * window_s)
    begins = hour_of_most(started, weight, window_ms)
    shown = (started >= begins) & (started + window_ms <= begins + HOUR_MS)
    inside = rows[shown]
    return Hour(
        vehicle=vehicle,
        begins_ms=begins,
        started_ms=started[shown],
        window_ms=window_ms,
        actual=judged.actual[inside],
        predicted=judged.predicted[inside],
        known=judged.known[inside],
        probability=judged.probability[inside],
        wrong_s=float(weight[shown].sum()),
        wrong_all_s=float(weight.sum()),
    )


def hour_of_most(started_ms: np.ndarray, weight: np.ndarray, window_ms: int) -> int:
    """Begin of the hour that holds most weight, what it holds being in its middle.

    Both arrays have shape (n,) and stand by time. An hour holds a window as a whole or not at all.
    """
    ends = np.searchsorted(started_ms, started_ms + HOUR_MS - window_ms, side="right")
    # Rounded, so that equal sums are equal whatever the order they were added in.
    total = np.append(0.0, np.cumsum(weight))
    held = np.round(total[ends] - total[:-1], 6)
    best = int(np.argmax(held))
    heavy = best + np.flatnonzero(weight[best : ends[best]])
    if not len(heavy):
        return int(started_ms[best])
    first, last = started_ms[heavy[0]], started_ms[heavy[-1]] + window_ms
    begins = (first + last - HOUR_MS) // 2
    begins = min(begins, int(started_ms[-1]) + window_ms - HOUR_MS)
    return int(max(begins, started_ms[0]))
