"""How far the vehicles of `fleet.py` go.

A goes 323 m in the morning, 103 of it loaded: 100 + 50 + 37.5 + 5 + 27.5 m empty, 30 + 65 + 8 m in
carries; at night 45 m loaded and 40 m empty. B goes 80 + 15 m, C stands.
"""

from __future__ import annotations

import pytest

from tests.semantic.asking import Metrics


def test_distances(metrics: Metrics) -> None:
    """Travel is 253 s of A, of it 10 + 40 + 8 + 45 s loaded, and 50 s of B."""
    expected = {
        "distance_km": 0.503,
        "loaded_km": 0.148,
        "empty_km": 0.355,
        "deadhead_pct": 100 * 355 / 503,
        "loaded_travel_h": 103 / 3600,
        "loaded_travel_pct": 100 * 103 / 303,
        "moving_speed_kmh": 503 / 303 * 3.6,
    }
    assert metrics.total(*expected) == pytest.approx(expected)
    said = metrics.by("vehicle", "deadhead_pct", "moving_speed_kmh")
    assert said["A"]["deadhead_pct"] == pytest.approx(100 * 260 / 408)
    assert said["B"]["deadhead_pct"] == 100
    assert said["C"] == {"deadhead_pct": None, "moving_speed_kmh": None}


def test_stops(metrics: Metrics) -> None:
    """A stops after 110, 130, 185, 215, 265, 660 and 678 s in the morning, and twice at night; B
    after 100 and 115 s.
    """
    said = metrics.by("vehicle", "stops", "stops_per_km")
    assert {key: row["stops"] for key, row in said.items()} == {"A": 9, "B": 2, "C": 0}
    assert said["C"]["stops_per_km"] is None
    assert metrics.total("stops_per_km")["stops_per_km"] == pytest.approx(11 / 0.503)


def test_speeds_are_of_windows(metrics: Metrics) -> None:
    """Windows of 5 s, sorted. Loaded: 2 of 1.8 km/h; one of 2.16, in which carry 3 ends (3 s at
    3.6); 10 of 3.6, 9 of them at night; 6 of 7.2; 2 of 10.8. Place 0.95 * 20 = 19 (from 0) is 10.8.
    Empty: 11 of 3.6; 2 of 5.4 (B); 10 + 4 of A and 8 of B of 7.2; 3 of 9.0; 2 of 9.9. Place
    0.95 * 39 = 37.05 is 0.05 of the way from the last 9.0 to 9.9.
    """
    expected = {"speed_p95_loaded_kmh": 10.8, "speed_p95_empty_kmh": 9.0 + 0.05 * 0.9}
    assert metrics.total(*expected) == pytest.approx(expected)
    said = metrics.by("vehicle", *expected)
    assert said["B"]["speed_p95_loaded_kmh"] is None


def test_site_radius(metrics: Metrics) -> None:
    """Driven to on Monday: 51.05, 51.07, 51.06 and 51.05° north, median 51.055°. A hundredth of a
    degree is 1113.2 m: three are 556.6 m away, one 1669.8 m; place 0.95 * 3 = 2.85 of these. On
    Tuesday 51.05 and 51.06°, both 556.6 m from the median. The larger one is that of both days.
    """
    said = metrics.by("metric_time__day", "site_radius_m")
    by_day = {key: row["site_radius_m"] for key, row in said.items()}
    monday_m = 556.6 + 0.85 * 1113.2
    assert by_day == pytest.approx({"2025-03-03": monday_m, "2025-03-04": 556.6})
    assert metrics.total("site_radius_m")["site_radius_m"] == pytest.approx(monday_m)
