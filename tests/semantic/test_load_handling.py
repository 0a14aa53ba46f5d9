"""What the vehicles of `fleet.py` carry: A five times, the others never.

Carries 1 to 5 last 20, 60, 8, 10 and 45 s, go 30, 65, 8, 0 and 45 m and have forks up to 1.1, 4.1,
0.1, 0.2 and 0.1 m. They begin after 115, 205, 670 and 690 s; then duty ends, as it does after carry
5. So three cycles are complete, of 90, 465 and 20 s; less the carries, 70, 405 and 12 s are empty.
"""

from __future__ import annotations

import pytest

from orchestration.semantic import ReadingClient
from tests.semantic.asking import Metrics


def test_carries(metrics: Metrics) -> None:
    """143 s of 1325 s on duty; 4 of the 5 last 10 s and more, 2 of these 45 s and more."""
    expected = {
        "carry_segments": 5,
        "carries_per_duty_h": 5 / (1325 / 3600),
        "carry_h": 143 / 3600,
        "carry_pct": 100 * 143 / 1325,
        "carries_from_10_s": 4,
        "carries_from_45_s": 2,
        "short_carry_sensitivity_pct": 100 * 2 / 4,
        "carry_distance_m": 148,
        "metres_per_carry": 148 / 5,
    }
    assert metrics.total(*expected) == pytest.approx(expected)


def test_carries_are_those_of_segments(client: ReadingClient) -> None:
    """Metrics ask load cycles, each of which begins with one carry segment."""
    query = "select segment_id, duration_s, distance_m, max_height_m from marts.fct_carry_segments"
    cycles = "select segment_id, carry_duration_s, loaded_distance_m, max_height_m"
    found = client.query(f"{query} order by segment_id").rows
    assert found == client.query(f"{cycles} from marts.fct_load_cycles order by segment_id").rows
    assert len(found) == 5


def test_percentiles_are_of_carries(metrics: Metrics) -> None:
    """Sorted 8, 10, 20, 45, 60 s: p90 is at place 0.9 * 4 = 3.6 (from 0), 0.6 of the way from 45 to
    60. Heights 0.1, 0.1, 0.2, 1.1, 4.1 m: p95 is at place 3.8. On Tuesday A carries on, but begins
    none: there is no number.
    """
    expected = {
        "carry_p50_s": 20,
        "carry_p90_s": 45 + 0.6 * 15,
        "cycle_p50_s": 90,
        "empty_interval_p50_s": 70,
        "carry_height_p50_m": 0.2,
        "carry_height_p95_m": 1.1 + 0.8 * 3,
    }
    assert metrics.total(*expected) == pytest.approx(expected)
    said = metrics.by("metric_time__day", "duty_h", *expected)
    assert said["2025-03-03"]["carry_p50_s"] == 20
    assert {said["2025-03-04"][name] for name in expected} == {None}


def test_lifts(metrics: Metrics) -> None:
    """A: 1.0, 4.0 and 0.6 m, B: 0.9 m. One of five carries is higher than 3 m."""
    said = metrics.by("vehicle", "lifts", "lift_m")
    assert {key: row["lifts"] for key, row in said.items()} == {"A": 3, "B": 1, "C": 0}
    lift_m = {key: row["lift_m"] for key, row in said.items()}
    assert lift_m == pytest.approx({"A": 5.6, "B": 0.9, "C": 0})
    total = metrics.total("high_lift_carries", "carries_of_known_height", "high_lift_carries_pct")
    assert list(total.values()) == [1, 5, 20]


def test_carries_by_place(metrics: Metrics) -> None:
    """Carry 1 goes from the dock to the rack, carry 2 back; the others have no position."""
    names = ("carry_segments", "carry_p50_s", "metres_per_carry")
    said = metrics.by(["pick_up_zone__zone_name", "set_down_zone__zone_name"], *names)
    assert {key: tuple(row.values()) for key, row in said.items()} == {
        ("Loading dock", "High rack"): (1, 20, 30),
        ("High rack", "Loading dock"): (1, 60, 65),
        (None, None): (3, 10, (8 + 0 + 45) / 3),
    }
