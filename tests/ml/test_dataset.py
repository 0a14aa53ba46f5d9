"""Rows that a model learns from, and their identity."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from orchestration.errors import TrainingError
from orchestration.ml.dataset import Dataset, build_dataset
from orchestration.ml.features import recognise_features
from orchestration.ml.fingerprint import data_fingerprint
from tests.ml.fleet import make_windows


def build(frame: pd.DataFrame) -> Dataset:
    return build_dataset(frame, recognise_features(frame, ("current", "past", "around")))


@pytest.fixture
def small() -> pd.DataFrame:
    return make_windows(vehicles=3, windows=40, sessions=2)


def test_only_usable_windows_of_trusted_forklifts_stay(small: pd.DataFrame) -> None:
    small.loc[small.vehicle_id == "truck-000", "load_sensor_status"] = "stuck_loaded"
    small.loc[small.vehicle_id == "truck-001", "vehicle_class"] = "truck"
    last = small.index[small.vehicle_id == "truck-002"]
    small.loc[last[0], "observed_s"] = 0.0
    small.loc[last[1:3], "on_duty_s"] = 0.0
    small["label_is_carrying"] = small["label_is_carrying"].astype("boolean")
    small.loc[last[3:6], "label_is_carrying"] = pd.NA
    dataset = build(small)
    assert dataset.vehicles == ("truck-002",)
    assert len(dataset) == 40 - 6
    assert dataset.excluded == {
        "not_a_forklift": 40,
        "load_sensor_not_trusted": 40,
        "not_observed": 1,
        "off_duty": 2,
        "no_label": 3,
    }


def test_order_and_fingerprint_do_not_depend_on_row_order(small: pd.DataFrame) -> None:
    straight, shuffled = build(small), build(small.sample(frac=1, random_state=3))
    np.testing.assert_array_equal(straight.features, shuffled.features)
    np.testing.assert_array_equal(straight.session_keys, shuffled.session_keys)
    assert data_fingerprint(straight) == data_fingerprint(shuffled)
    times = straight.started_at[straight.vehicle == 1]
    assert (np.diff(times) > np.timedelta64(0, "s")).all()


@pytest.mark.parametrize(
    "column", ["height_m_mean", "label_is_carrying", "on_duty_s", "label_purity", "session_id"]
)
def test_fingerprint_sees_each_kind_of_column(small: pd.DataFrame, column: str) -> None:
    before = data_fingerprint(build(small))
    values = small[column].tolist()
    changed = {"label_is_carrying": not values[5], "session_id": "other"}
    small[column] = [*values[:5], changed.get(column, 0.75), *values[6:]]
    assert data_fingerprint(build(small)) != before


def test_instant_is_height_load_speed_and_duty_share(small: pd.DataFrame) -> None:
    small["on_duty_s"] = 2.0
    dataset = build(small)
    row = small.iloc[7]
    expected = [row.height_m_mean, row.load_share, row.speed_kmh_mean, 0.4]
    np.testing.assert_allclose(dataset.instant[7], expected)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"vehicle_class": "truck"}, "no vehicle is a forklift"),
        (
            {"load_sensor_status": "absent"},
            r"no forklift has a trusted load sensor \(found: absent 3\)",
        ),
        ({"on_duty_s": 0.0}, "off_duty"),
        ({"label_is_carrying": False}, "never carry in all 120 windows"),
        ({"label_is_carrying": True}, "always carry"),
        (
            {"window_started_at": pd.Timestamp("2024-01-01")},
            "two windows of vehicle truck-000 at 2024",
        ),
    ],
)
def test_data_that_cannot_train_says_what_is_missing(
    small: pd.DataFrame, change: dict[str, Any], expected: str
) -> None:
    with pytest.raises(TrainingError, match=expected):
        build(small.assign(**change))


def test_empty_mart_and_missing_column_are_told(small: pd.DataFrame) -> None:
    with pytest.raises(TrainingError, match="has no windows"):
        build(small.iloc[:0])
    for column in ("label_purity", "load_share"):
        with pytest.raises(TrainingError, match=f"lacks {column}"):
            build(small.drop(columns=column))
