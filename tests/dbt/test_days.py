"""Days of vehicles and of the site of a simulated fleet against plain loops over its samples."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tests.dbt.build import read
from tests.dbt.days import peaks, vehicle_days

BERLIN = ZoneInfo("Europe/Berlin")
SUMS = ("duty_s", "observed_s", "load_known_s", "load_disagreement_s", "distance_m", "calendar_s",
        "first_duty_s", "last_duty_s")  # fmt: skip
COUNTS = ("load_toggle_count", "fast_flip_count")


def test_vehicle_days(warehouse: Path, samples: pd.DataFrame) -> None:
    expected = vehicle_days(samples, BERLIN)
    said = read(warehouse, "select * from marts.fct_vehicle_days order by vehicle_id, local_date")
    assert said["vehicle_id"].equals(expected["vehicle_id"])
    assert (said["local_date"].dt.date == expected["local_date"]).all()
    for name in SUMS:
        difference = said[name] - expected[name].astype("float64")
        assert difference.isna().equals(expected[name].isna()), name
        assert difference.abs().max() < 0.001, f"{name} differs by {difference.abs().max()}"
        assert expected[name].nunique() > 1, f"{name} is not put to the test"
    for name in COUNTS:
        assert (said[name] == expected[name]).all(), name
        assert expected[name].sum() > 20, f"{name} is not put to the test"
    assert (said["is_in_use"] == (expected["duty_s"] > 0)).all()


def test_peak_of_vehicles_on_duty(warehouse: Path, samples: pd.DataFrame) -> None:
    expected = peaks(samples)
    said = read(warehouse, "select * from marts.fct_site_hours").set_index("hour_number")
    assert said["peak_concurrent_vehicles"].to_dict() == expected
    assert {1, 3, 4} <= set(expected.values())


def test_site_radius(warehouse: Path) -> None:
    windows = read(
        warehouse,
        "select *, cast(timezone('Europe/Berlin', timezone('UTC', "
        "make_timestamp_ms(window_number * 5000))) as date) as local_date "
        "from intermediate.int_windows__measured order by session_key, window_number",
    )
    driven = windows.query("on_duty_s > 0 and speed_kmh_mean >= 0.5 and latitude.notna()")
    before = driven.groupby("session_key")[["latitude", "longitude"]].shift()
    driven = driven[(driven[["latitude", "longitude"]] != before).any(axis=1)]
    said = read(warehouse, "select * from marts.fct_site_days order by local_date")
    for day in said.itertuples():
        positions = driven[driven["local_date"] == day.local_date]
        assert day.position_count == len(positions)
        if not len(positions):
            assert np.isnan(day.site_radius_m)
            continue
        middle = positions[["latitude", "longitude"]].median()
        metres = (positions[["latitude", "longitude"]] - middle) * 111_320
        east_m = metres["longitude"] * np.cos(np.radians(middle["latitude"]))
        expected = np.percentile(np.hypot(metres["latitude"], east_m), 95)
        assert abs(day.site_radius_m - expected) < 1e-6
    assert 0 < said["position_count"].sum() < (windows["speed_kmh_mean"] >= 0.5).sum()


def test_p95_of_driving_windows_is_that_of_driving_time(
    warehouse: Path, samples: pd.DataFrame
) -> None:
    """Against each sample weighted by its time; windows of 5 s smooth a little."""
    said = read(warehouse, "select * from marts.fct_driving_windows")
    lasts_s = samples.groupby("session_id")["at_ms"].diff(-1).abs().clip(upper=30_000)
    samples = samples.assign(lasts_s=lasts_s).query("is_on_duty and speed_kmh >= 0.5")
    for loaded in (True, False):
        ordered = samples[samples["is_carrying"] == loaded].sort_values("speed_kmh")
        share = ordered["lasts_s"].fillna(0).cumsum() / ordered["lasts_s"].sum()
        expected = ordered["speed_kmh"][share >= 0.95].iloc[0]
        found = said.loc[said["is_loaded"] == loaded, "speed_kmh"].quantile(0.95)
        assert abs(found - expected) < 0.05 * expected, (loaded, found, expected)
