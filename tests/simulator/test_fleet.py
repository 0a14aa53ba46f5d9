"""The default fleet against the ranges of its description."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from orchestration.errors import SettingsError
from orchestration.simulator import Fleet, FleetSpec, VehicleSpec, default_vehicles, simulate_fleet
from orchestration.simulator.phases import CODE, LOADED
from orchestration.simulator.spec import GPS_FAULTS, HEIGHT_FAULTS, LOAD_FAULTS
from orchestration.simulator.vehicle import simulate_vehicle


def test_mix_of_classes_and_faults() -> None:
    """70 / 15 / 15 % of 20 vehicles, and every fault somewhere in 40 of them."""
    classes = [vehicle.vehicle_class for vehicle in default_vehicles(20)]
    assert {name: classes.count(name) for name in classes} == {
        "counterbalance": 14, "reach": 3, "no_mast": 3
    }  # fmt: skip
    many = default_vehicles(40)
    assert {vehicle.load_fault for vehicle in many} == set(LOAD_FAULTS)
    assert {vehicle.height_fault for vehicle in many} == set(HEIGHT_FAULTS)
    assert {vehicle.gps_fault for vehicle in many} == set(GPS_FAULTS)
    for vehicle in many:
        low, high = {"counterbalance": (3, 4), "reach": (6, 10), "no_mast": (0, 0)}[
            vehicle.vehicle_class
        ]
        assert low <= vehicle.mast_height_m <= high


def test_a_larger_fleet_begins_with_the_smaller() -> None:
    """Adding a vehicle changes none of the others."""
    assert default_vehicles(30, seed=9)[:7] == default_vehicles(7, seed=9)


def test_idle_deadhead_and_short_carries(fleet: Fleet) -> None:
    """Fleet-wide shares from the true phases, not from samples."""
    standing = duty = empty = total = 0.0
    for vehicle in fleet.spec.vehicles:
        for day in simulate_vehicle(fleet.spec, vehicle):
            line = day.timeline
            seconds = np.bincount(line.code, line.duration_s, minlength=len(CODE))
            duty += seconds.sum() - seconds[CODE["off_duty"]]
            standing += seconds[[CODE["idle"], CODE["wait_empty"], CODE["wait_loaded"]]].sum()
            total += line.length_m.sum()
            empty += line.length_m[~LOADED[line.code]].sum()
    assert 0.40 <= standing / duty <= 0.60
    assert 0.35 <= empty / total <= 0.50
    assert (fleet.carries["duration_s"] < 45).mean() >= 0.25
    assert 60 <= fleet.carries["distance_m"].median() <= 100


def test_speeds_and_travel_height(fleet: Fleet) -> None:
    """Loaded slower than empty, both capped; forks at 0.13 m with about 5 % violations."""
    rows = fleet.rows
    fastest = rows.groupby("phase", observed=True)["true_speed_kmh"].quantile(0.95)
    assert 8 <= fastest["travel_loaded"] <= 12 < fastest["travel_empty"] + 1 <= 16
    assert rows["true_speed_kmh"].max() <= 25
    masted = fleet.vehicles.loc[fleet.vehicles["vehicle_class"] != "no_mast", "vehicle_id"]
    travel = rows[
        rows["fffid"].isin(masted) & rows["phase"].isin(["travel_empty", "travel_loaded"])
    ]
    height = travel["true_height_m"]
    assert height.median() == pytest.approx(0.13, abs=0.01)
    assert 0.03 <= (height > 0.4).mean() <= 0.07
    assert height[height < 0.4].std() == pytest.approx(0.03, abs=0.006)


def test_carries_are_the_loaded_runs_of_the_rows(noiseless: Fleet) -> None:
    """Per vehicle: number, duration (1 s sampling: within 1 s), way and highest point."""
    for vehicle_id, carries in noiseless.carries.groupby("vehicle_id"):
        rows = noiseless.rows[noiseless.rows["fffid"] == vehicle_id]
        loaded = rows["true_load"]
        run = (loaded != loaded.shift()).cumsum()[loaded]
        runs = rows[loaded].groupby(run)
        begin, end = runs["timestamp"].min().to_numpy(), runs["timestamp"].max().to_numpy()
        assert len(carries) == len(begin)
        assert ((begin - carries["started_at_ms"]).between(-1, 1000)).all()
        assert ((carries["ended_at_ms"] - end).between(-1, 1000)).all()
        way = runs["true_speed_kmh"].sum().to_numpy() / 3.6
        np.testing.assert_allclose(carries["distance_m"], way, atol=1.0)
        top = runs["true_height_m"].max().to_numpy()
        assert ((carries["max_height_m"] - top).between(-0.001, 0.6)).all()


def test_sampling(fleet: Fleet) -> None:
    """On duty: median 1 s, 5 % bursts, about 1 % above a minute, some hours. Off duty: 30-300 s."""
    rows = fleet.rows
    gap = rows.groupby("fffid", sort=False)["timestamp"].diff() / 1000
    before = rows["on_duty"].shift(fill_value=0)
    on = gap[(rows["on_duty"] == 1) & (before == 1)].dropna()
    assert on.median() == pytest.approx(1.0, abs=0.1)
    assert 0.04 <= on.between(0.1, 0.3).mean() <= 0.07
    assert 0.005 <= (on > 60).mean() <= 0.015
    assert (gap > 3600).any()
    assert (gap.dropna() > 0).all()
    off = gap[(rows["on_duty"] == 0) & (before == 0)].dropna()
    assert off.quantile(0.01) >= 30 and off.quantile(0.98) <= 300


def test_off_duty_rows_are_frozen(fleet: Fleet) -> None:
    """All but the time stays as it was last reported on duty, also across midnight."""
    rows = fleet.rows
    same = rows["fffid"].eq(rows["fffid"].shift()) & rows["on_duty"].eq(0)
    for name in ("height", "load", "latitude", "longitude", "speed"):
        before = rows[name].shift()
        assert (rows[name].eq(before) | (rows[name].isna() & before.isna()))[same].all(), name


def test_days_and_vehicles_have_their_own_streams() -> None:
    """A day more, or another vehicle, leaves what was there as it was."""
    first = VehicleSpec("A")
    alone = simulate_fleet(FleetSpec((first,), seed=1, days=1, shift_hours=1)).rows
    more = FleetSpec((VehicleSpec("B"), first), seed=1, days=2, shift_hours=1)
    both = simulate_fleet(more).rows
    mine = both[both["fffid"] == "A"].reset_index(drop=True)
    pd.testing.assert_frame_equal(mine.iloc[: len(alone)], alone)
    assert len(mine) > len(alone)


def test_row_quota_ends_a_vehicle() -> None:
    """`rows_per_vehicle` is exact and runs over as many days as it needs."""
    spec = FleetSpec((VehicleSpec("A"),), shift_hours=1, rows_per_vehicle=5_000)
    rows = simulate_fleet(spec).rows
    assert len(rows) == 5_000
    assert rows["timestamp"].max() - rows["timestamp"].min() > 86_400_000


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: FleetSpec((VehicleSpec("A"),), defects=frozenset({"x"})), "unknown defects x"),
        (lambda: FleetSpec((VehicleSpec("A"), VehicleSpec("A"))), "each vehicle id once"),
        (lambda: VehicleSpec("a;b"), "vehicle id 'a;b'"),
        (lambda: VehicleSpec("A", shifts=4), "shifts=4"),
        (lambda: default_vehicles(1, faults=["load_funny"]), "unknown faults load_funny"),
    ],
)
def test_impossible_fleets_are_refused(make: object, message: str) -> None:
    """Each with one line that names what is wrong."""
    with pytest.raises(SettingsError, match=message):
        make()  # type: ignore[operator]
