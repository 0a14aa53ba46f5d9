"""What a label is worth: by hand."""

import numpy as np
import pandas as pd

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset, build_dataset
from orchestration.ml.features import recognise_features
from orchestration.ml.weights import seconds_to_transition, training_weights
from tests.ml.fleet import make_windows


def build(frame: pd.DataFrame) -> Dataset:
    return build_dataset(frame, recognise_features(frame, ("current",)))


def weights_of(dataset: Dataset, **settings: object) -> set[float]:
    return set(training_weights(dataset, TrainingConfig.model_validate(settings)))


def test_weights_are_duty_time_faded_by_purity() -> None:
    frame = make_windows(vehicles=2, windows=60, sessions=2)
    frame["on_duty_s"], frame["label_purity"] = 4.0, 0.75
    dataset = build(frame)
    assert weights_of(dataset, purity_weight="none") == {4.0}
    assert weights_of(dataset, purity_weight="linear") == {2.0}


def test_seconds_to_the_nearest_change_of_label() -> None:
    """Session 0: five windows of 5 s, the state changes at 10 s; session 1 never changes."""
    label = np.array([False, False, True, True, True, True, True])
    session = np.array([0, 0, 0, 0, 0, 1, 1])
    started_at = np.datetime64("2025-03-03T06:00", "ms") + np.array([0, 5, 10, 15, 40, 45, 50]) * (
        np.timedelta64(1000, "ms")
    )
    found = seconds_to_transition(label, session, started_at, 5.0)
    # Middles at 2.5, 7.5, 12.5, 17.5 and (after a gap) 42.5 s; the change at 10 s.
    np.testing.assert_array_equal(found, [7.5, 2.5, 2.5, 7.5, 32.5, np.inf, np.inf])


def test_labels_near_a_change_fade() -> None:
    frame = make_windows(vehicles=1, windows=6, sessions=1)
    frame["label_is_carrying"] = [False, False, False, True, True, True]
    frame["on_duty_s"], frame["label_purity"] = 4.0, 1.0
    found = training_weights(build(frame), TrainingConfig(transition_fade_s=10.0))
    # 12.5, 7.5 and 2.5 s from the change: 1, 0.75 and 0.25 of 4 s.
    np.testing.assert_allclose(found, [4.0, 3.0, 1.0, 1.0, 3.0, 4.0])
