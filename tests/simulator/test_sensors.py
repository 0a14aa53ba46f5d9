"""Sensors: noiseless equals truth, each fault changes its own column, and does what it says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from orchestration.simulator import Fleet
from orchestration.simulator.fleet import FAULTS

CHANNELS = {
    "load_fault": ["load"],
    "height_fault": ["height"],
    "gps_fault": ["latitude", "longitude"],
}
OneVehicle = Callable[..., Fleet]


def test_noiseless_rows_equal_the_truth(noiseless: Fleet) -> None:
    """Every reported value is the true one, once a second on duty, once a minute off duty."""
    rows = noiseless.rows
    for reported, true in (
        ("height", "true_height_m"),
        ("speed", "true_speed_kmh"),
        ("latitude", "true_latitude"),
        ("longitude", "true_longitude"),
    ):
        np.testing.assert_array_equal(rows[reported], rows[true])
    np.testing.assert_array_equal(rows["load"] == 1, rows["true_load"])
    assert (rows["timestamp"] % 1000 == 0).all()
    step = rows.groupby("fffid")["timestamp"].diff()[rows["on_duty"].eq(1)]
    assert step.quantile(0.99) == 1000
    assert (rows["fault"] == "").all()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_changes_its_own_column_only(name: str, one_vehicle: OneVehicle) -> None:
    """Against the same vehicle with healthy sensors; samples without the tag are unchanged."""
    field, fault = FAULTS[name]
    healthy, faulty = one_vehicle().rows, one_vehicle(**{field: fault}).rows
    own = CHANNELS[field]
    others = [column for column in healthy if column not in [*own, "fault"]]
    for column in others:
        assert healthy[column].equals(faulty[column]), column
    assert any(not healthy[column].equals(faulty[column]) for column in own)
    untouched = ~faulty["fault"].str.contains(name, regex=False)
    assert not untouched.all()
    if field == "height_fault":
        assert healthy.loc[untouched, own].equals(faulty.loc[untouched, own])
    elif field == "load_fault":
        on = untouched & faulty["on_duty"].eq(1)
        np.testing.assert_array_equal(faulty["load"][on] == 1, faulty["true_load"][on])


def share(fleet: Fleet, reported: float, **where: object) -> float:
    """Share of on-duty samples with Load `reported` among those that match `where`."""
    rows = fleet.rows[fleet.rows["on_duty"] == 1]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return float((rows["load"] == reported).mean())


def test_good_load_sensor_misses_half_a_percent(one_vehicle: OneVehicle) -> None:
    """And never sees a load that is not there."""
    fleet = one_vehicle()
    assert share(fleet, 0, true_load=True) == pytest.approx(0.005, abs=0.004)
    assert share(fleet, 1, true_load=False) == 0


def test_load_faults(one_vehicle: OneVehicle) -> None:
    """Each fault has its signature."""
    vibration = one_vehicle(load_fault="vibration").rows
    carried = vibration[vibration["true_load"]]
    fast = carried["true_speed_kmh"] > 7
    standing = carried["true_speed_kmh"] == 0
    assert (carried["load"] == 0)[fast].mean() > 0.3 > (carried["load"] == 0)[standing].mean() + 0.2
    film = one_vehicle(load_fault="dark_film").rows
    film = film[film["true_load"] & film["on_duty"].eq(1)]
    run = (film.index.to_series().diff() != 1).cumsum()
    missed = film["load"].eq(0).groupby(run).mean()[film.groupby(run).size() > 40]
    assert ((missed < 0.05) | missed.between(0.15, 0.85)).all()
    assert missed.between(0.15, 0.85).mean() > 0.3
    rack = one_vehicle(load_fault="rack_false_high")
    assert share(rack, 1, true_load=False, phase="insert") > 0.2
    assert share(rack, 1, true_load=False, phase="travel_empty") == 0
    for fault, value in (("stuck_0", 0.0), ("stuck_1", 1.0), ("sentinel", -99.0)):
        assert one_vehicle(load_fault=fault).rows["load"].eq(value).all()
    analog = one_vehicle(load_fault="analog").rows
    assert analog["load"].nunique() > 100
    loaded = analog["true_load"] & analog["on_duty"].eq(1)
    assert (analog["load"][loaded] > 0.5).mean() > 0.98


def test_height_faults(one_vehicle: OneVehicle) -> None:
    """Units, offset, drift, spikes: back-computed from the reported values."""
    plain = one_vehicle().rows
    assert (plain["height"] - plain["true_height_m"]).abs()[plain["on_duty"] == 1].max() < 0.03
    metres = plain["height"].to_numpy()
    for fault, factor in (("scaled_100", 100), ("scaled_1000", 1000)):
        np.testing.assert_allclose(
            one_vehicle(height_fault=fault).rows["height"], metres * factor, atol=1e-6
        )
    counts = one_vehicle(height_fault="counts").rows["height"]
    assert (counts == counts.round()).all() and counts.min() > 400
    np.testing.assert_allclose((counts - 412) / 187, metres, atol=0.03)
    drift = one_vehicle(height_fault="drift").rows
    grown = (drift["height"] - metres)[drift["on_duty"] == 1]
    assert grown.is_monotonic_increasing or (grown.diff().dropna() > -0.011).all()
    assert grown.iloc[-1] > grown.iloc[0]
    spikes = one_vehicle(height_fault="spikes").rows["height"]
    assert 0.0005 < (spikes >= 8).mean() < 0.02
    assert one_vehicle(height_fault="stuck").rows["height"].nunique() == 1
    late = one_vehicle(height_fault="unit_change").rows["height"].to_numpy() / metres.clip(1e-9)
    known = metres > 0.05
    half = len(metres) // 2
    np.testing.assert_allclose(late[:half][known[:half]], 1)
    noise = one_vehicle(height_fault="noise").rows
    still = noise["phase"].eq("raise_loaded") | noise["phase"].eq("place")
    error = (noise["height"] - noise["true_height_m"])[still & noise["true_height_m"].gt(0.5)]
    assert error.std() == pytest.approx(0.08, abs=0.02)


def metres_off(fleet: Fleet) -> np.ndarray:
    """North error of on-duty samples in metres; NaN where the position is empty."""
    rows = fleet.rows[fleet.rows["on_duty"] == 1]
    return ((rows["latitude"] - rows["true_latitude"]) * 111_320).to_numpy()


def test_gps_faults(one_vehicle: OneVehicle) -> None:
    """2 to 3 m outside, 5 to 10 m inside, and episodes of each fault."""
    assert 2 <= np.std(metres_off(one_vehicle())) <= 3
    assert 5 <= np.std(metres_off(one_vehicle(gps_fault="inside"))) <= 10
    assert 0 < np.isnan(metres_off(one_vehicle(gps_fault="dropout"))).mean() < 0.5
    zero = one_vehicle(gps_fault="zero").rows
    assert (zero["latitude"].eq(0) == zero["longitude"].eq(0)).all() and zero["latitude"].eq(
        0
    ).any()
    assert one_vehicle(gps_fault="sentinel").rows["longitude"].max() == 999.999999
    frozen = one_vehicle(gps_fault="freeze").rows
    tagged = frozen[frozen["fault"].str.contains("gps_freeze")]
    assert (
        tagged.groupby((tagged.index.to_series().diff() != 1).cumsum())["latitude"].nunique().max()
        == 1
    )
