"""Probabilities that mean what they say."""

from dataclasses import asdict

import numpy as np
import pytest

from orchestration.ml.calibration import AS_SAID, Calibration, fit_calibration
from orchestration.ml.config import CalibrationMethod
from orchestration.ml.metrics import calibration_error


def overconfident(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is said, what is, and what it should have been: log odds are said twice too large."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(0, 1.5, count)
    right = 1 / (1 + np.exp(-odds))
    return 1 / (1 + np.exp(-2 * odds)), rng.random(count) < right, right


@pytest.mark.parametrize("method", ["isotonic", "platt"])
def test_overconfidence_is_taken_back_on_other_data(method: CalibrationMethod) -> None:
    said, actual, _ = overconfident(20_000, 1)
    curve = fit_calibration(said, actual, np.ones(len(said)), method)
    said, actual, right = overconfident(20_000, 2)
    weight = np.ones(len(said))
    before = calibration_error(actual, said, weight)
    after = calibration_error(actual, curve.apply(said), weight)
    assert before is not None and after is not None
    assert before > 0.08 and after < 0.02
    assert np.abs(curve.apply(said) - right).mean() < 0.02
    ordered = curve.apply(np.sort(said))
    assert (np.diff(ordered) >= 0).all() and ordered[0] > 0 and ordered[-1] < 1


def test_weights_count() -> None:
    """All the weight is on windows that carry nine times of ten whenever 0.5 is said."""
    said = np.full(200, 0.5)
    actual = np.arange(200) % 10 != 0
    actual[100:] = ~actual[100:]
    weight = np.repeat([1.0, 0.0], 100)
    assert fit_calibration(said, actual, weight, "isotonic").apply(np.array([0.5])) == [0.9]


def test_nothing_to_fit_leaves_probabilities_alone() -> None:
    said, ones = np.array([0.1, 0.9]), np.ones(2)
    for actual, weight, method in (
        (np.array([True, True]), ones, "isotonic"),
        (np.array([True, False]), 0 * ones, "isotonic"),
        (np.array([True, False]), ones, "none"),
    ):
        curve = fit_calibration(said, actual, weight, method)  # type: ignore[arg-type]
        assert curve == AS_SAID
        np.testing.assert_array_equal(curve.apply(said), said)


def test_curve_survives_json() -> None:
    curve = Calibration((-1.0, 0.5), (0.125, 0.75))
    assert Calibration.from_dict(asdict(curve)) == curve
