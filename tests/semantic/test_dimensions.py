"""What `fleet.py` looks like by each dimension that metrics can be sliced by."""

from __future__ import annotations

import pytest

from tests.semantic.asking import Metrics

DUTY_S = {
    # A 760 s on Monday; A 85, B 120 and C 360 s on Tuesday, the holiday.
    "metric_time__day": {"2025-03-03": 760, "2025-03-04": 565},
    "date__weekday": {"Monday": 760, "Tuesday": 565},
    "date__is_weekend": {False: 1325},
    "date__is_holiday": {False: 760, True: 565},
    "date__holiday": {None: 760, "Carnival": 565},
    "date__iso_week": {10: 1325},
    # A from 8:00 and before and after midnight; B and C from 6:00 on, where the shift changes.
    "clock__shift": {"early": 700 + 480, "night": 60 + 85},
    "clock__is_handover": {False: 845, True: 480},
    "clock__day_part": {"morning": 700 + 480, "evening": 60, "night": 85},
    "clock__local_hour": {8: 700, 23: 60, 0: 85, 6: 480},
    "weather__is_wet": {False: 760, True: 565},
    "weather__is_frost": {False: 1325 - 85, True: 85},
    "vehicle": {"A": 845, "B": 120, "C": 360},
    "vehicle__vehicle_class": {"forklift": 965, "truck": 360},
    "vehicle__height_status": {"metres": 965, "absent": 360},
    "vehicle__load_sensor_status": {"trusted": 845, "absent": 120, "stuck_empty": 360},
}


@pytest.mark.parametrize("dimension", DUTY_S)
def test_time_on_duty_by(dimension: str, metrics: Metrics) -> None:
    said = metrics.by(dimension, "duty_h")
    found = {key: row["duty_h"] * 3600 for key, row in said.items() if row["duty_h"]}
    assert found == pytest.approx(DUTY_S[dimension])


def test_load_sensor_status_of_the_day(metrics: Metrics) -> None:
    """B's sensor says empty, and nothing else, for 20 s on Monday: stuck as far as one knows then.

    On Tuesday it says nothing for 120 s: all in all it is absent. A has 48 h, B 24 + 24 h, C 24 h.
    """
    now = metrics.by("vehicle__load_sensor_status", "calendar_h")
    then = metrics.by("vehicle__load_sensor_status_then", "calendar_h")
    assert {key: row["calendar_h"] for key, row in now.items()} == {
        "trusted": 48,
        "absent": 48,
        "stuck_empty": 24,
    }
    assert {key: row["calendar_h"] for key, row in then.items()} == {
        "trusted": 48,
        "absent": 24,
        "stuck_empty": 48,
    }


def test_several_dimensions_at_once(metrics: Metrics) -> None:
    """Forklifts in the hours of the early shift on the holiday: B."""
    dimensions = ["date__is_holiday", "clock__shift", "vehicle__vehicle_class"]
    said = metrics.by(dimensions, "duty_h")
    assert said[True, "early", "forklift"]["duty_h"] == pytest.approx(120 / 3600)


def test_conditions(metrics: Metrics) -> None:
    where = "{{ Dimension('vehicle__vehicle_class') }} = 'forklift'"
    assert metrics.total("duty_h", where=where)["duty_h"] == pytest.approx(965 / 3600)
