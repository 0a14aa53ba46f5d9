"""Intervals over vehicles: as wide as vehicles differ, and no wider."""

import numpy as np
import pytest

from orchestration.ml.intervals import vehicle_intervals


def vehicle(tp: float, fp: float, fn: float, tn: float, matched: float = 1) -> dict[str, float]:
    sums = {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    return sums | {"actual": 2.0, "predicted": 2.0, "matched": matched}


def test_equal_vehicles_leave_no_doubt() -> None:
    found = vehicle_intervals([vehicle(6, 2, 2, 10)] * 5, 50, 0)
    assert found["f1"] == (0.75, 0.75)
    assert found["segment_f1"] == (0.5, 0.5)
    assert found["carry_hours_error"] == (0.0, 0.0)


def test_two_vehicles_by_hand() -> None:
    """Draws of two: 1/4 one twice (F1 1), 1/4 the other twice (F1 0.5), 1/2 both (F1 0.75)."""
    both = [vehicle(8, 0, 0, 8), vehicle(4, 4, 4, 4)]
    assert vehicle_intervals(both, 400, 0)["f1"] == (0.5, 1.0)
    assert vehicle_intervals(both, 400, 0) == vehicle_intervals(both, 400, 0)


def test_against_drawing_vehicle_by_vehicle() -> None:
    rng = np.random.default_rng(1)
    fleet = [vehicle(*rng.uniform(1, 9, 4)) for _ in range(12)]
    low, high = vehicle_intervals(fleet, 4000, 0)["f1"]
    scores = []
    for _ in range(4000):
        drawn = [fleet[place] for place in rng.integers(0, 12, 12)]
        tp, fp, fn = (sum(one[name] for one in drawn) for name in ("tp", "fp", "fn"))
        scores.append(2 * tp / (2 * tp + fp + fn))
    assert (low, high) == pytest.approx(np.percentile(scores, [2.5, 97.5]), abs=0.01)


def test_one_vehicle_has_no_interval() -> None:
    assert vehicle_intervals([vehicle(1, 1, 1, 1)], 100, 0) == {}
