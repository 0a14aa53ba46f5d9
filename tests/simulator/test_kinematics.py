"""Physical truth: closed forms against hand computation and numerical integration."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.simulator.cycles import travel_time
from orchestration.simulator.kinematics import fold, read_truth, trapezoid
from orchestration.simulator.phases import LOADED, PHASES, Whereabouts
from orchestration.simulator.randomness import stream
from orchestration.simulator.spec import VehicleSpec
from orchestration.simulator.timeline import build_day
from orchestration.simulator.traits import draw_traits


def test_trapezoid_by_hand() -> None:
    """20 m in 12 s with ramps of 2 s: level speed 2 m/s, 2 m in each ramp."""
    elapsed = np.array([0.0, 1.0, 2.0, 7.0, 10.0, 11.0, 12.0])
    every = np.ones_like(elapsed)
    speed, way = trapezoid(elapsed, 12 * every, 20 * every, 2 * every)
    np.testing.assert_allclose(speed, [0, 1, 2, 2, 2, 1, 0])
    np.testing.assert_allclose(way, [0, 0.5, 2, 12, 18, 19.5, 20])


def test_travel_time_of_a_long_and_a_short_leg() -> None:
    """24 m at up to 2 m/s and 1 m/s²: 2 + 10 + 2 s. 1 m never gets beyond 1 m/s: 2 s."""
    duration, ramp = travel_time(np.array([24.0, 1.0, 0.0]), np.full(3, 2.0), 1.0)
    np.testing.assert_allclose(duration, [14.0, 2.0, 0.0])
    np.testing.assert_allclose(ramp, [2.0, 1.0, 0.0])


def test_fold_reflects_at_both_walls() -> None:
    """A path of 25 m in a hall of 10 m ends 5 m from the wall it left."""
    np.testing.assert_allclose(
        fold(np.array([-3.0, 0, 4, 10, 12, 20, 25]), 10.0), [3, 0, 4, 10, 8, 0, 5]
    )


@pytest.mark.parametrize("vehicle_class", ["counterbalance", "reach", "no_mast"])
def test_truth_of_a_day_is_consistent(vehicle_class: str) -> None:
    """Way is the integral of speed; the ground moves with it; height and load fit the phase."""
    vehicle = VehicleSpec("T", vehicle_class, 7.0, shifts=3)  # type: ignore[arg-type]
    line, end = build_day(
        vehicle, draw_traits(vehicle, 1), 8.0, Whereabouts(5, 5, 0), stream(1, "t")
    )
    assert line.duration_s.min() >= 0
    np.testing.assert_allclose(line.start_s[1:], np.cumsum(line.duration_s)[:-1])
    assert line.duration_s.sum() == pytest.approx(86_400)
    np.testing.assert_array_equal(line.height_from_m[1:], line.height_to_m[:-1])
    assert end.height_m == line.height_to_m[-1]

    time_s = np.arange(8 * 3600.0, 10 * 3600.0, 0.05)
    truth = read_truth(line, time_s, vehicle.site)
    speed = truth.speed_kmh / 3.6
    integrated = np.cumsum((speed[1:] + speed[:-1]) / 2 * 0.05)
    np.testing.assert_allclose(truth.way_m[1:] - truth.way_m[0], integrated, atol=0.5)
    moved = np.hypot(np.diff(truth.x_m), np.diff(truth.y_m))
    straight = np.abs(moved - np.diff(truth.way_m)) < 1e-9
    assert straight.mean() > 0.99, "only samples at walls and turns may differ"
    assert (moved <= np.diff(truth.way_m) + 1e-9).all()
    np.testing.assert_array_equal(truth.load, LOADED[truth.phase])
    assert truth.speed_kmh.max() <= 25
    if vehicle_class == "no_mast":
        assert not truth.height_m.any()


def test_vertical_speed_stays_in_the_range_of_the_domain() -> None:
    """Lifts at 0.25 to 0.6 m/s, lowers at 0.2 to 0.4 m/s, and only in the phases meant for it."""
    vehicle = VehicleSpec("T", "reach", 9.0)
    line, _ = build_day(vehicle, draw_traits(vehicle, 4), 8.0, Whereabouts(5, 5, 0), stream(4, "t"))
    change = line.height_to_m - line.height_from_m
    moving = np.abs(change) > 1e-12
    rate = change[moving] / line.duration_s[moving]
    assert ((rate > 0.25) & (rate < 0.6) | (rate < -0.2) & (rate > -0.4)).all()
    assert {PHASES[code] for code in line.code[moving]} <= {
        "raise_empty", "lift", "lower_loaded", "raise_loaded", "set_down", "lower"
    }  # fmt: skip


def test_load_is_on_the_forks_from_lift_to_set_down_only() -> None:
    """Each loaded run begins with a lift and ends with a set-down."""
    names = [name for name, loaded in zip(PHASES, LOADED, strict=True) if loaded]
    assert names == [
        "lift", "lower_loaded", "travel_loaded", "wait_loaded", "raise_loaded", "place", "set_down"
    ]  # fmt: skip
