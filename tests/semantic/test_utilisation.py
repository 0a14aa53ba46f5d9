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


def test_utilisation(metrics: Metrics) -> None:
    """A and B are known on both days of 24 h, C on Tuesday: 120 h. The early shift is 8 of each 24.

    A is on duty for 60 s on Monday and 85 s on Tuesday at night, all the rest is early.
    """
    names = ("calendar_h", "utilisation_pct")
    said = metrics.by("vehicle", *names)
    assert {key: row["calendar_h"] for key, row in said.items()} == {"A": 48, "B": 48, "C": 24}
    assert said["A"]["utilisation_pct"] == pytest.approx(100 * 845 / 3600 / 48)
    total = metrics.total(*names)
    assert total == pytest.approx({names[0]: 120, names[1]: 100 * 1325 / 3600 / 120})
    shifts = metrics.by("clock__shift", *names)
    assert {key: row["calendar_h"] for key, row in shifts.items()} == dict.fromkeys(
        ("early", "late", "night"), 40
    )
    utilised = {key: row["utilisation_pct"] for key, row in shifts.items()}
    assert utilised == pytest.approx(
        {"early": 100 * 1180 / 3600 / 40, "late": 0, "night": 100 * 145 / 3600 / 40}
    )


def test_night_shifts_belong_to_the_day_they_start_on(metrics: Metrics) -> None:
    """A's 145 s around midnight are Monday's shift, though 85 s of them are Tuesday's."""
    said = metrics.by(["clock__shift", "vehicle_hour__shift_date__day"], "duty_h")
    night = {key[1]: row["duty_h"] * 3600 for key, row in said.items() if key[0] == "night"}
    assert night == pytest.approx({"2025-03-03": 145})
    days = metrics.by(["clock__shift", "metric_time__day"], "duty_h")
    assert days["night", "2025-03-04"]["duty_h"] * 3600 == pytest.approx(85)


def test_vehicles_in_use(metrics: Metrics) -> None:
    """On Monday A of A and B; on Tuesday all three, B and C both from 06:01 to 06:02."""
    names = ("vehicle_days", "vehicle_days_in_use", "fleet_in_use_pct", "peak_concurrent_vehicles")
    said = metrics.by("metric_time__day", *names)
    assert {key: tuple(row[name] for name in names) for key, row in said.items()} == {
        "2025-03-03": (2, 1, 50, 1),
        "2025-03-04": (3, 3, 100, 2),
    }
    total = metrics.total(*names)
    assert [total[name] for name in names] == [5, 4, 80, 2]


def test_first_and_last_duty(metrics: Metrics) -> None:
    """A: Monday 08:00 to midnight, Tuesday midnight to 00:02:55. B is not in use on Monday."""
    names = ("first_duty_clock_h", "last_duty_clock_h")
    said = metrics.by(["vehicle", "metric_time__day"], *names)
    hours = {key: tuple(row[name] for name in names) for key, row in said.items()}
    assert hours.pop(("B", "2025-03-03")) == (None, None)
    assert hours == {
        ("A", "2025-03-03"): (8, 24),
        ("A", "2025-03-04"): pytest.approx((0, 175 / 3600)),
        ("B", "2025-03-04"): pytest.approx((6, 6 + 2 / 60)),
        ("C", "2025-03-04"): pytest.approx((6 + 1 / 60, 6 + 7 / 60)),
    }
    assert list(metrics.total(*names).values()) == [0, 24]
