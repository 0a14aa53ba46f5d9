"""How much the vehicles of `fleet.py` are used."""

from __future__ import annotations

import pytest

from tests.semantic.asking import Metrics


def test_times_on_duty(metrics: Metrics) -> None:
    """A: 700 + 60 + 85 s, B: 120 s, C: 360 s.

    Travel of A: 50 + 10 + 50 + 10 + 30 + 15 + 5 + 10 + 8 = 188 s in the morning, 30 + 15 + 20 at
    night; of B 40 + 10. Forks of A move 5 + 5 up and down for carry 1, 20 + 20 for carry 2, 5 + 5
    for the overspeed, of B 5 s; for 5 s of it A travels, too. A stands for 60 + 5 + 360 + 10 + 22 =
    457 s in the morning, 30 + 30 + 20 at night, B for 60 + 5, C all the time.
    """
    seconds = {
        "duty_h": {"A": 845, "B": 120, "C": 360},
        "travel_h": {"A": 188 + 65, "B": 50, "C": 0},
        "lift_h": {"A": 60, "B": 5, "C": 0},
        "activity_h": {"A": 188 + 65 + 60 - 5, "B": 55, "C": 0},
        "idle_h": {"A": 457 + 80, "B": 65, "C": 360},
    }
    said = metrics.by("vehicle", *seconds)
    for name, by_vehicle in seconds.items():
        assert {key: row[name] for key, row in said.items()} == pytest.approx(
            {key: value / 3600 for key, value in by_vehicle.items()}
        ), name
    total = metrics.total(*seconds, "activity_pct", "idle_pct", "long_idles")
    for name, by_vehicle in seconds.items():
        assert total[name] == pytest.approx(sum(by_vehicle.values()) / 3600), name
    assert total["activity_pct"] == pytest.approx(100 * 363 / 1325)
    assert total["idle_pct"] == pytest.approx(100 * 962 / 1325)
    assert total["long_idles"] == 2  # the 360 s of A and of C
