"""Neighbours of a window: where they are, and where there is none."""

import numpy as np
import pandas as pd

from orchestration.ml.features import FeatureContract, recognise_features
from orchestration.ml.matrix import fill_matrix
from orchestration.ml.neighbours import neighbour_names, parse


def test_names_are_read_back() -> None:
    names = neighbour_names(("lift_up_m", "other"), ("past", "around"), 2)
    assert names[:2] == ["past_1w_lift_up_m", "past_2w_lift_up_m"]
    assert names[2:] == ["around_1w_lift_up_m", "around_2w_lift_up_m"]
    assert [parse(name) for name in names] == [("lift_up_m", n) for n in (-1, -2, 1, 2)]
    assert parse("past_120s_lift_up_m") is None
    assert neighbour_names(("lift_up_m",), ("past",), 1) == ["past_1w_lift_up_m"]


def test_neighbours_end_with_the_session_and_at_holes() -> None:
    """Session s has windows at 0, 5 and 15 s (10 s is missing), session t begins at 20 s."""
    frame = pd.DataFrame(
        {
            "vehicle_id": "a",
            "session_id": ["s", "s", "s", "t"],
            "window_started_at": pd.to_datetime([0, 5, 15, 20], unit="s"),
            "lift_up_m": [1.0, 2.0, 3.0, 4.0],
        }
    )
    names = ("lift_up_m", "past_1w_lift_up_m", "past_2w_lift_up_m", "around_1w_lift_up_m")
    nan = np.nan
    np.testing.assert_array_equal(
        fill_matrix(frame, names, 5.0),
        [[1, nan, nan, 2], [2, 1, nan, nan], [3, nan, nan, nan], [4, nan, nan, nan]],
    )
    assert FeatureContract(names, ("current", "past", "past", "around")).mart_names == names[:1]


def test_contexts_within_reach_give_way_to_neighbours(windows: pd.DataFrame) -> None:
    plain = recognise_features(windows, ("current", "past", "around"))
    near = recognise_features(windows, ("current", "past", "around"), 8)
    gone = {name for name in plain.names if "_15s" in name or "_30s" in name}
    assert gone and not gone & set(near.names)
    assert set(near.mart_names) == set(plain.names) - gone
    assert near.longest_context_s() == 120.0
    assert recognise_features(windows, ("past",), 8).mart_names == tuple(
        name for name in plain.names if name.startswith("past_") and name not in gone
    )
