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
