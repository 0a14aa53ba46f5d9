"""The reference rule on cases small enough to work out by hand, one numbered step at a time."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.reference.carrying import carrying, vehicle_class

NULL = float("nan")
PLAIN: dict[str, Any] = {"height_mode": "drop", "min_true_s": 0.0, "close_gap_s": -1.0}
"""Heights as they are and no debouncing, so that a row's state is seen as Carrying."""


def file(
    times_s: list[float],
    *,
    height: list[float] | float = 1.0,
    load: list[float] | float = 1.0,
    duty: list[float] | float = 1.0,
    speed: list[float] | float = 0.0,
) -> pd.DataFrame:
    """Rows in file order; a single value stands for all rows."""
    return pd.DataFrame(
        {
            "row_number": range(1, len(times_s) + 1),
            "FFFID": "1",
            "Height": height,
            "Load": load,
            "OnDuty": duty,
            "Timestamp": [time_s * 1000 for time_s in times_s],
            "Latitude": NULL,
            "Longitude": NULL,
            "Speed": speed,
        }
    ).astype({"Height": "float64", "Load": "float64", "OnDuty": "float64", "Speed": "float64"})


def carried(frame: pd.DataFrame, **params: Any) -> list[int]:
    """Row numbers that are carrying, in the order of the result."""
    rows = carrying(frame, **params)
    return [int(number) for number in rows.loc[rows["Carrying"], "row_number"]]


def kept(frame: pd.DataFrame, **params: Any) -> list[int]:
    """Row numbers that the rule keeps, in the order of the result."""
    return [int(number) for number in carrying(frame, **params)["row_number"]]


# Step 1


def test_rows_are_in_time_order_and_ties_in_file_order() -> None:
    assert kept(file([30, 10, 20, 10]), **PLAIN) == [2, 4, 3, 1]


def test_first_off_duty_row_of_a_run_stays() -> None:
    # In time order: on, off, off (drop), off (drop), on, off.
    assert kept(file([0, 1, 2, 3, 4, 5], duty=[1, 0, 0, 0, 1, 0]), **PLAIN) == [1, 2, 5, 6]


def test_off_duty_runs_are_found_in_time_order_not_in_file_order() -> None:
    # Time order of rows: 1 (off), 3 (on), 2 (off): nothing repeats.
    assert kept(file([0, 2, 1], duty=[0, 0, 1]), **PLAIN) == [1, 3, 2]


def test_null_duty_is_not_off_duty() -> None:
    # off, null, off, null, null: no off-duty row comes right after another one.
    duty = [0, NULL, 0, NULL, NULL]
    assert kept(file([0, 1, 2, 3, 4], duty=duty), **PLAIN) == [1, 2, 3, 4, 5]


def test_rows_without_timestamp_sort_last() -> None:
    # Row 1 (off duty, no time) is last: it does not make row 2 (off duty) a repetition.
    assert kept(file([NULL, 0, 1], duty=[0, 0, 1]), **PLAIN) == [2, 3]


# Step 2


@pytest.mark.parametrize(
    ("height", "expected"),
    [
        ([0.0, 0.0], "truck"),
        ([0.0, NULL], "truck"),
        ([NULL, NULL], "truck"),
        ([0.0, 0.001], "forklift"),
        ([0.0, -0.5], "forklift"),
    ],
)
def test_any_height_makes_a_forklift(height: list[float], expected: str) -> None:
    frame = file([0, 1], height=height)
    assert vehicle_class(frame) == expected
    if expected == "truck":
        assert kept(frame, **PLAIN) == []


def test_height_on_a_row_that_step_1_drops_does_not_count() -> None:
    assert vehicle_class(file([0, 1], height=[0, 2], duty=[0, 0])) == "truck"
    assert vehicle_class(file([0, 1], height=[2, 0], duty=[0, 0])) == "forklift"


def test_height_on_a_row_without_timestamp_counts() -> None:
    frame = file([0, NULL], height=[0, 2])
    assert vehicle_class(frame) == "forklift"
    assert kept(frame, **PLAIN) == [1]


# Step 3


def test_rows_without_timestamp_or_height_are_dropped() -> None:
    assert kept(file([0, NULL, 2, 3], height=[1, 1, NULL, 2]), **PLAIN) == [1, 4]


def test_scale_maps_the_range_to_the_mast() -> None:
    # min 2, max 12: 2 -> 0, 7 -> 0.5 * 6.7 = 3.35, 12 -> 6.7.
    rows = carrying(file([0, 1, 2], height=[2, 7, 12]))
    assert rows["Height"].tolist() == [0.0, 3.35, 6.7]


def test_scale_clips_to_a_given_range() -> None:
    # (h - 0) / 10: -5 -> 0, 5 -> 0.5, 20 -> 1; times 4 m.
    frame = file([0, 1, 2], height=[-5, 5, 20])
    rows = carrying(frame, height_min=0.0, height_max=10.0, max_height_m=4.0)
    assert rows["Height"].tolist() == [0.0, 2.0, 4.0]


def test_scale_takes_the_end_that_is_not_given_from_the_rows() -> None:
    # Rows 2..12. Given max 22: (12 - 2) / 20 = 0.5. Given min -8: (2 + 8) / 20 = 0.5.
    frame = file([0, 1], height=[2, 12])
    assert carrying(frame, height_max=22.0)["Height"].tolist() == [0.0, 3.35]
    assert carrying(frame, height_min=-8.0)["Height"].tolist() == [3.35, 6.7]


def test_scale_ignores_heights_of_dropped_rows() -> None:
    # 100 stands on a repeated off-duty row, -100 on one without a time: the range is 0..10.
    frame = file([0, 1, 2, 3, NULL], height=[0, 5, 10, 100, -100], duty=[1, 1, 0, 0, 1])
    assert carrying(frame)["Height"].tolist() == [0.0, 3.35, 6.7]


def test_scale_of_a_constant_height_is_an_error() -> None:
    frame = file([0, 1], height=1.25)
    with pytest.raises(ValueError, match="constant height"):
        carrying(frame)
    with pytest.raises(ValueError, match="constant height"):
        carrying(frame, height_min=3.0, height_max=3.0)
    # With another end given, it has a place in the range: (1.25 - 0) / 1.25 = 1.
    assert carrying(frame, height_min=0.0)["Height"].tolist() == [6.7, 6.7]


def test_nothing_left_to_scale_is_no_error() -> None:
    frame = file([NULL, 1], height=[2, NULL])
    assert kept(frame) == []
    assert kept(frame, height_min=3.0, height_max=3.0) == []


def test_drop_keeps_both_ends() -> None:
    frame = file([0, 1, 2, 3, 4], height=[-0.001, 0, 3, 6.7, 6.701])
    assert carrying(frame, height_mode="drop")["Height"].tolist() == [0.0, 3.0, 6.7]


def test_clip_moves_heights_to_the_ends() -> None:
    frame = file([0, 1, 2, 3, 4], height=[-0.001, 0, 3, 6.7, 6.701])
    assert carrying(frame, height_mode="clip")["Height"].tolist() == [0.0, 0.0, 3.0, 6.7, 6.7]


def test_unknown_height_mode_is_an_error() -> None:
    with pytest.raises(ValueError, match="height_mode='cut'"):
        carrying(file([0]), height_mode="cut")  # type: ignore[arg-type]


# Step 4


def raised_and_low(raised: int, low: int, **columns: Any) -> pd.DataFrame:
    """`raised` loaded rows with forks up, then `low` loaded rows with forks down, 1 s apart."""
    height = [1.0] * raised + [0.1] * low
    return file([float(second) for second in range(raised + low)], height=height, **columns)


@pytest.mark.parametrize(
    ("raised", "low", "trusted"),
    [
        (9, 1, False),  # 9 < 10
        (10, 1, True),
        (10, 89, True),  # 99 loaded rows: the share is not asked for yet
        (10, 190, True),  # 10 / 200 = 5 %
        (10, 191, False),  # 10 / 201 < 5 %
        (9, 91, False),  # 9 % of 100, but 9 < 10
    ],
)
def test_height_is_trusted_from_ten_rows_and_five_percent(
    raised: int, low: int, trusted: bool
) -> None:
    # Trusted: forks down is not carrying. Not trusted: the load alone decides.
    expected = raised if trusted else raised + low
    assert len(carried(raised_and_low(raised, low), **PLAIN)) == expected


def test_share_is_asked_for_at_exactly_one_hundred_loaded_rows() -> None:
    # Share of 11 % wanted: 10 / 99 = 10.1 % is not looked at, 10 / 100 = 10 % is too little.
    assert len(carried(raised_and_low(10, 89), min_raised_share=0.11, **PLAIN)) == 10
    assert len(carried(raised_and_low(10, 90), min_raised_share=0.11, **PLAIN)) == 100


def test_trust_counts_rows_whatever_the_duty_and_speed() -> None:
    # The ten raised rows are too fast, and every other one is off duty: they count all the same,
    # so the row with forks down is not carrying.
    frame = raised_and_low(10, 1, duty=[1, 0] * 5 + [1], speed=[20.0] * 10 + [0.0])
    assert carried(frame, **PLAIN) == []


def test_limits_of_load_and_forks_must_be_exceeded() -> None:
    # Ten rows make the height trusted; of the last three only the one above both limits carries.
    frame = file(
        [float(second) for second in range(13)],
        height=[1.0] * 10 + [0.35, 0.36, 0.36],
        load=[1.0] * 10 + [1.0, 0.5, 0.51],
    )
    assert carried(frame, **PLAIN) == [*range(1, 11), 13]


def test_null_load_is_not_loaded() -> None:
    assert carried(file([0, 1], load=[NULL, 1]), **PLAIN) == [2]


# Step 5


def test_speed_cap_includes_itself_and_null() -> None:
    frame = file([0, 1, 2, 3], speed=[7.2, 7.21, NULL, 0])
    assert carried(frame, **PLAIN) == [1, 3, 4]
    assert carried(frame, speed_cap_kmh=None, **PLAIN) == [1, 2, 3, 4]
    assert carried(frame, speed_cap_kmh=0.0, **PLAIN) == [3, 4]


# Step 6


def test_only_rows_on_duty_are_judged() -> None:
    frame = file([0, 1, 2, 3, 4], duty=[1, 0, NULL, -1, 0.5])
    assert kept(frame, **PLAIN) == [1, 2, 3, 4, 5]
    assert carried(frame, **PLAIN) == [1, 5]
    assert carried(frame, require_on_duty=False, **PLAIN) == [1, 2, 3, 4, 5]


def test_rows_last_until_the_next_judged_row() -> None:
    # Judged at 0, 2, 12, 15 s: they last 2, 10, 3 s and the median of these, 3 s.
    rows = carrying(file([0, 2, 5, 12, 15], duty=[1, 1, 0, 1, 1]), **PLAIN)
    assert rows["Duration_s"].fillna(-1).tolist() == [2.0, 10.0, -1.0, 3.0, 3.0]
    assert rows["Segment"].fillna(-1).tolist() == [1, 1, -1, 1, 1]


@pytest.mark.parametrize(
    ("times_s", "last_s"),
    [
        ([5], 1.0),  # no other row
        ([5, 5, 5], 1.0),  # the others last 0 s
        ([0, 0, 0, 8], 1.0),  # the others last 0, 0, 8 s: median 0
        ([0, 2, 5], 2.5),  # 2 and 3 s
        ([0, 0, 4, 10], 4.0),  # 0, 4, 6 s: zeros count
    ],
)
def test_last_row_lasts_the_median_of_the_others(times_s: list[float], last_s: float) -> None:
    assert carrying(file(times_s), **PLAIN)["Duration_s"].iloc[-1] == last_s


def test_runs_of_equal_state_are_segments() -> None:
    rows = carrying(file([0, 1, 2, 3, 4], load=[1, 1, 0, 1, 1]), **PLAIN)
    assert rows["Segment"].tolist() == [1, 1, 2, 3, 3]
    assert rows["State"].tolist() == [True, True, False, True, True]


# Step 7


DEBOUNCED: dict[str, Any] = {"height_mode": "drop"}


def test_true_segment_of_45_seconds_is_kept_and_a_shorter_one_dropped() -> None:
    assert carried(file([0, 10, 45], load=[1, 1, 0]), **DEBOUNCED) == [1, 2]
    assert carried(file([0, 10, 44.999], load=[1, 1, 0]), **DEBOUNCED) == []


def test_last_row_counts_in_its_segment() -> None:
    # 0, 30: the last row lasts 30 s too, 60 s in all. 0, 22: 44 s in all.
    assert carried(file([0, 30]), **DEBOUNCED) == [1, 2]
    assert carried(file([0, 22]), **DEBOUNCED) == []


def test_segment_goes_on_across_off_duty_rows_and_gaps() -> None:
    # 5 s on duty, then ten hours off: the row before it lasts ten hours.
    frame = file([0, 5, 6, 36_000], load=[1, 1, 0, 0], duty=[1, 1, 0, 1])
    assert carried(frame, **DEBOUNCED) == [1, 2]


def test_short_gap_between_kept_segments_becomes_true() -> None:
    # True 0-50 s, false until 51 s, true until 101 s.
    assert carried(file([0, 50, 51, 101], load=[1, 0, 1, 0]), **DEBOUNCED) == [1, 2, 3]
    # The same with a gap of 1.001 s.
    assert carried(file([0, 50, 51.001, 102], load=[1, 0, 1, 0]), **DEBOUNCED) == [1, 3]


def test_short_gap_beside_a_dropped_segment_stays() -> None:
    # Two pulses of 40 s, 1 s apart, become nothing: dropping comes first.
    assert carried(file([0, 40, 41, 81], load=[1, 0, 1, 0]), **DEBOUNCED) == []
    # 50 s, gap of 1 s, 40 s: the second is dropped, the gap stays.
    assert carried(file([0, 50, 51, 91], load=[1, 0, 1, 0]), **DEBOUNCED) == [1]


def test_dropped_flicker_does_not_join_the_gaps_beside_it() -> None:
    # 50 s true, 0.3 s false, 0.2 s true (dropped), 0.3 s false, 50 s true: neither gap lies between
    # two kept segments, although 0.8 s lie between the two that are.
    frame = file([0, 50, 50.3, 50.5, 50.8, 101], load=[1, 0, 1, 0, 1, 0])
    assert carried(frame, **DEBOUNCED) == [1, 5]


def test_short_gap_at_the_start_or_end_stays() -> None:
    # False for 1 s, true for 50 s, false for 0.5 s and the last row's 13 s (median of 0.5, 1, 25
    # and 25): both false segments are under 100 s, but not between two kept ones.
    frame = file([0, 1, 26, 51, 51.5], load=[0, 1, 1, 0, 0])
    assert carried(frame, close_gap_s=100.0, **DEBOUNCED) == [2, 3]
    # The same without the false end, so that the last segment is a kept one.
    assert carried(file([0, 1, 26, 51], load=[0, 1, 1, 1]), **DEBOUNCED) == [2, 3, 4]


def test_input_is_left_as_it_was() -> None:
    frame = file([1, 0], height=[-1, 9])
    before = frame.copy()
    carrying(frame, height_mode="clip")
    pd.testing.assert_frame_equal(frame, before)
