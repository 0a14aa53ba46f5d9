"""Which columns are one feature when importance is measured."""

from __future__ import annotations

from orchestration.ml.importance import _features


def test_neighbours_of_one_column_and_side_are_one_feature() -> None:
    names = ["lift_up_m", "past_lag_5s_speed_kmh_mean", "past_1w_lift_up_m", "around_1w_lift_up_m"]
    groups = ["current", "past", "past", "around"]
    assert _features([*names, "past_2w_lift_up_m"], [*groups, "past"]) == {
        ("lift_up_m", "current"): [0],
        ("past_lag_5s_speed_kmh_mean", "past"): [1],
        ("past_lift_up_m", "past"): [2, 4],
        ("around_lift_up_m", "around"): [3],
    }
