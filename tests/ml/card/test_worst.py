"""The worst vehicles and hours of cases that were counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from orchestration.ml.card.worst import HOUR_MS, hour_of_most, worst_hour, worst_vehicles
from orchestration.ml.dataset import Dataset
from orchestration.ml.train import TrainingResult

MINUTE = 60_000


def test_the_worst_vehicles_have_the_lowest_f1_of_the_stored_model(result: TrainingResult) -> None:
    judged = replace(result.decoded, model="m", split="s")
    rows = [
        ("m", "s", "all", "A", "f1", 0.9),
        ("m", "s", "all", "B", "f1", 0.4),
        ("m", "s", "all", "C", "f1", None),  # neither says that it carries: nothing is wrong
        ("m", "s", "all", "E", "f1", 0.7),
        ("m", "s", "all", "D", "f1", 0.7),
        ("m", "s", "all", "all", "f1", 0.1),
        ("m", "s", "0", "all", "f1", 0.1),
        ("m", "s", "all", "A", "mcc", 0.1),
        ("m", "other", "all", "A", "f1", 0.1),
        ("other", "s", "all", "A", "f1", 0.1),
    ]
    columns = ["model", "split", "fold", "vehicle_id", "metric", "value"]
    metrics = pd.DataFrame(rows, columns=columns)
    assert worst_vehicles(metrics, judged, 3) == ["B", "D", "E"]
    assert worst_vehicles(metrics, judged, 9) == ["B", "D", "E", "A"]


@pytest.mark.parametrize(
    ("wrong_minutes", "last_minute", "begins"),
    [
        # 3 in 100..110 beat 2 in 20..21: their middle, 105.5, is the hour's.
        ([20, 21, 100, 105, 110], 300, 75.5),
        # 10 to the end of 69 is an hour, and so is 11 to the end of 70: three each, the first one.
        ([10, 11, 69, 70], 300, 10),
        # All is right: the first hour.
        ([], 300, 0),
        # An hour begins with the first window, and ends with the last, where it can.
        ([2], 300, 0),
        ([299], 300, 240),
        ([5], 30, 0),
    ],
)
def test_the_hour_holds_most_errors(
    wrong_minutes: list[int], last_minute: int, begins: float
) -> None:
    started = np.arange(last_minute) * MINUTE
    weight = np.isin(np.arange(last_minute), wrong_minutes) * 60.0
    assert hour_of_most(started, weight, MINUTE) == begins * MINUTE


def test_no_other_hour_holds_more() -> None:
    """A second way: each hour that begins with a window, one by one."""
    draw = np.random.default_rng(3)
    for _ in range(20):
        started = np.cumsum(draw.choice([5_000, 5_000, 300_000], 400))
        weight = draw.choice([0.0, 0.0, 5.0, 2.5], 400)
        best = max(held(started, weight, int(begin)) for begin in started)
        assert held(started, weight, hour_of_most(started, weight, 5_000)) == best


def held(started: np.ndarray, weight: np.ndarray, begins: int) -> float:
    within = (started >= begins) & (started + 5_000 <= begins + HOUR_MS)
    return float(weight[within].sum())


def test_an_hour_of_a_vehicle_is_its_own(result: TrainingResult, dataset: Dataset) -> None:
    """Of truck-002, the 7th to 9th window are wrong, and nothing else."""
    judged = result.decoded
    rows = np.flatnonzero(dataset.vehicle[judged.rows] == 2)
    predicted = judged.actual.copy()
    predicted[rows[6:9]] ^= True
    other = np.flatnonzero(dataset.vehicle[judged.rows] == 3)
    predicted[other] ^= True
    hour = worst_hour(dataset, replace(judged, predicted=predicted), "truck-002", 5.0)
    assert hour.wrong_s == hour.wrong_all_s == 15
    first = dataset.started_at[dataset.vehicle == 2].min().astype("datetime64[ms]")
    assert hour.begins_ms == first.astype(np.int64)
    assert np.flatnonzero(hour.actual != hour.predicted).tolist() == [6, 7, 8]
    assert hour.started_ms[6] == hour.begins_ms + 30_000
