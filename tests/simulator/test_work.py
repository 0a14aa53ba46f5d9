"""Vehicles that are used in other ways than the domain's habits."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.errors import SettingsError
from orchestration.simulator import (
    Fleet,
    FleetSpec,
    VehicleSpec,
    WorkSpec,
    default_vehicles,
    simulate_fleet,
)


def day_of(**knobs: float) -> Fleet:
    """One short shift of one truck with healthy sensors."""
    vehicle = VehicleSpec("X", work=WorkSpec(**knobs))
    return simulate_fleet(FleetSpec((vehicle,), seed=11, shift_hours=4))


@pytest.fixture(scope="module")
def usual() -> Fleet:
    return day_of()


def test_short_legs_make_short_carries(usual: Fleet) -> None:
    """A leg of 12 m at 9 km/h takes about 8 s, a usual one of 80 m about 35 s."""
    short = day_of(leg_m=12.0, idle_share=0.1)
    assert short.carries["duration_s"].median() < usual.carries["duration_s"].median() - 20
    assert short.carries["distance_m"].median() == pytest.approx(12.0, rel=0.25)
    # The day is full of them to its end.
    last = [fleet.carries["ended_at_ms"].max() for fleet in (short, usual)]
    assert last[0] == pytest.approx(last[1], abs=10 * 60_000)


def test_dual_cycles_save_the_way_back(usual: Fleet) -> None:
    """Empty legs of 5 to 15 m instead of some 80 m."""

    def empty_share(fleet: Fleet) -> float:
        fast = fleet.rows[fleet.rows["true_speed_kmh"] > 5]
        return float((~fast["true_load"]).mean())

    assert empty_share(day_of(dual_share=1.0)) < 0.15
    assert empty_share(day_of(dual_share=0.0)) > 0.35


def test_travel_height_and_sampling(usual: Fleet) -> None:
    other = day_of(travel_height_m=0.02, sample_gap_s=4.0)
    for fleet, height_m, gap_s in ((usual, 0.13, 1.03), (other, 0.02, 4.0)):
        rows = fleet.rows[fleet.rows["on_duty"] == 1]
        travelling = rows[rows["phase"].isin(["travel_empty", "travel_loaded"])]
        assert travelling["true_height_m"].median() == pytest.approx(height_m, abs=0.02)
        gaps = np.diff(rows["timestamp"]) / 1000
        assert np.median(gaps) == pytest.approx(gap_s, rel=0.1)


def test_idling(usual: Fleet) -> None:
    """A fifth of the duty is work instead of a half: so are the metres."""
    metres = [fleet.carries["distance_m"].sum() for fleet in (day_of(idle_share=0.8), usual)]
    assert metres[0] < 0.6 * metres[1]


def test_a_knob_leaves_the_rest_as_drawn(usual: Fleet) -> None:
    slow = day_of(sample_gap_s=4.0)
    assert len(usual.carries) > 20
    assert usual.carries.equals(slow.carries)


def test_faults_together_and_none() -> None:
    vehicles = default_vehicles(
        3, faults=("good", "load_stuck_0+height_noise"), classes=("reach", "no_mast")
    )
    found = [(v.load_fault, v.height_fault, v.vehicle_class) for v in vehicles]
    healthy = ("good", "good", "reach")
    assert found == [healthy, ("stuck_0", "noise", "no_mast"), healthy]


@pytest.mark.parametrize(
    ("knobs", "message"),
    [
        ({"idle_share": 0.95}, "idle_share=0.95, allowed 0.1 to 0.9"),
        ({"sample_gap_s": 0.0}, "sample_gap_s=0, allowed 0.5 to 20"),
    ],
)
def test_impossible_work_is_refused(knobs: dict[str, float], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        WorkSpec(**knobs)
