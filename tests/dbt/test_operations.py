"""Vehicle hours and load cycles of a simulated fleet against plain loops over its samples."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from tests.dbt.build import read
from tests.dbt.cycles import cycles
from tests.dbt.hours import hours

BERLIN = ZoneInfo("Europe/Berlin")
SUMS = ("loaded_s", "empty_s", "lifting_s", "idle_s", "off_s", "gap_s", "observed_s", "moving_s",
        "loaded_moving_s", "forks_moving_s", "active_s", "loaded_distance_m", "empty_distance_m",
        "lift_m")  # fmt: skip
COUNTS = ("sample_count", "lift_count", "stop_count", "long_idle_count")


def test_hours(warehouse: Path, samples: pd.DataFrame) -> None:
    expected = hours(samples)
    said = read(warehouse, "select * from marts.fct_vehicle_hours").assign(
        hour=lambda frame: frame["hour_started_at"].astype("int64") // 10**6 // 3600
    )
    said = said.set_index(["vehicle_id", "hour"]).sort_index()
    pd.testing.assert_index_equal(said.index, expected.index, exact=False)
    for name in SUMS:
        worst = (said[name] - expected[name]).abs().max()
        assert worst < 0.001, f"{name} differs by {worst}"
    for name in COUNTS:
        assert (said[name] == expected[name]).all(), name
        assert expected[name].sum() > 5, f"{name} is not put to the test"
    parts = ["loaded_s", "empty_s", "lifting_s", "idle_s", "off_s", "gap_s", "unobserved_s"]
    assert (said[parts].sum(axis=1) - 3600).abs().max() < 0.001
    assert said[parts].min().min() >= 0


def test_clock_and_shift_of_hours(warehouse: Path) -> None:
    said = read(warehouse, "select * from marts.fct_vehicle_hours")
    seen = set()
    for row in said.itertuples():
        local = row.hour_started_at.tz_localize("UTC").astimezone(BERLIN)
        name = (
            "night" if local.hour >= 22 or local.hour < 6 else ("early", "late")[local.hour >= 14]
        )
        began = local.date() - timedelta(days=local.hour < 6)
        assert (row.local_date.date(), row.local_hour) == (local.date(), local.hour)
        assert (row.shift_name, row.shift_date.date()) == (name, began)
        assert row.is_handover == (local.hour in (5, 6, 13, 14, 21, 22))
        seen.add((local.date().isoformat(), local.hour))
    assert {("2025-03-30", 1), ("2025-03-30", 3)} <= seen
    assert ("2025-03-30", 2) not in seen


def test_cycles(warehouse: Path, samples: pd.DataFrame) -> None:
    expected = cycles(samples)
    said = read(
        warehouse,
        "select *, epoch_ms(picked_up_at) as start_ms, epoch_ms(set_down_at) as set_down_ms, "
        "epoch_ms(next_picked_up_at) as next_ms from marts.fct_load_cycles "
        "order by vehicle_id, start_ms",
    )
    assert len(said) == len(expected) > 300
    assert said["vehicle_id"].equals(expected["vehicle_id"])
    assert (said["start_ms"] == expected["start_ms"]).all()
    ends = expected["set_down_ms"].fillna(expected["last_ms"])
    assert (said["set_down_ms"] == ends).all()
    assert said["next_ms"].astype("Int64").equals(expected["next_ms"].astype("Int64"))
    assert (said["carry_duration_s"] - expected["carry_s"]).abs().max() < 0.001
    done = expected["next_ms"].notna()
    assert said["is_complete"].equals(done)
    assert 0.5 < done.mean() < 1
    assert (
        said.loc[~done, ["return_duration_s", "cycle_duration_s", "empty_distance_m"]]
        .isna()
        .all()
        .all()
    )
    said, expected = said[done], expected[done]
    assert (said["return_duration_s"] - expected["return_s"]).abs().max() < 0.001
    assert (said["empty_distance_m"] - expected["empty_m"]).abs().max() < 0.001
    length_s = (expected["next_ms"] - expected["start_ms"]).astype("float64") / 1000
    assert (said["cycle_duration_s"] - length_s).abs().max() < 0.001
    assert (said["return_kind"] == "dual").equals(expected["empty_m"] <= 20)


def test_calendar_of_the_changed_clock(warehouse: Path) -> None:
    days = read(warehouse, "select local_date, day_length_h from marts.dim_date")
    lengths = {row.local_date.date().isoformat(): row.day_length_h for row in days.itertuples()}
    assert (lengths["2025-03-29"], lengths["2025-03-30"]) == (24, 23)
