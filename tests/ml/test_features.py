"""Which columns reach a model."""

import numpy as np
import pandas as pd
import pytest

from orchestration.errors import TrainingError
from orchestration.ml.config import TrainingConfig
from orchestration.ml.features import FeatureContract, group_of, recognise_features


@pytest.mark.parametrize(
    ("column", "group"),
    [
        ("height_m_mean", "current"),
        ("past_speed_kmh_mean_30s", "past"),
        ("around_height_m_max_15s", "around"),
        ("load_share", "load"),
        ("load_past_share_30s", "load"),
        ("past_load_share_30s", "load"),
        ("past_is_carrying", "load"),
        ("label_is_carrying", "label"),
        ("label_purity", "label"),
        ("vehicle_id", "key"),
        ("on_duty_s", "key"),
        ("window_ended_at", "key"),
        ("window_index", "key"),
    ],
)
def test_group_follows_from_the_name(column: str, group: str) -> None:
    assert group_of(column) == group


def test_no_load_label_or_key_column_reaches_the_default_model(
    windows: pd.DataFrame, config: TrainingConfig
) -> None:
    contract = recognise_features(windows, config.feature_groups)
    allowed = ("height_m_", "lift_", "speed_", "stationary_", "gps_", "past_", "around_")
    assert contract.names
    assert all(name.startswith(allowed) for name in contract.names)
    assert not [name for name in contract.names if "load" in name or "label" in name]


def test_groups_choose_columns_in_table_order(windows: pd.DataFrame) -> None:
    contract = recognise_features(windows, ("past",))
    assert contract.names == tuple(windows.columns[windows.columns.str.startswith("past_")])
    assert set(contract.groups) == {"past"}


def test_booleans_and_text_are_no_features() -> None:
    frame = pd.DataFrame({"is_moving": [True], "kind": ["a"], "height_m_mean": [1.0]})
    assert recognise_features(frame, ("current",)).names == ("height_m_mean",)


def test_missing_group_is_refused() -> None:
    with pytest.raises(TrainingError, match="group around"):
        recognise_features(pd.DataFrame({"height_m_mean": [1.0]}), ("current", "around"))


def test_matrix_keeps_order_and_null() -> None:
    frame = pd.DataFrame({"b": pd.array([1, None], dtype="Int64"), "a": [0.5, 2.0]})
    matrix = FeatureContract(("a", "b"), ("current", "current")).matrix(frame)
    assert matrix.dtype == np.float32
    np.testing.assert_array_equal(matrix, [[0.5, 1.0], [2.0, np.nan]])


def test_matrix_refuses_missing_and_infinite_columns() -> None:
    contract = FeatureContract(("a",), ("current",))
    with pytest.raises(TrainingError, match="lacks a"):
        contract.matrix(pd.DataFrame({"b": [1.0]}))
    with pytest.raises(TrainingError, match="feature a holds infinite"):
        contract.matrix(pd.DataFrame({"a": [np.inf]}))


def test_longest_context_is_read_from_names() -> None:
    names = ("past_speed_kmh_mean_120s", "around_height_m_max_30s", "stopped_300s_count")
    contract = FeatureContract(names, ("past", "around", "current"))
    assert contract.longest_context_s() == 120.0
