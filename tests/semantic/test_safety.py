"""What is dangerous in `fleet.py`."""

from __future__ import annotations

import pytest

from tests.semantic.asking import Metrics


def test_events(metrics: Metrics) -> None:
    """A goes 15 s over 8 km/h with raised forks, 10 s over the 10 km/h of the site, 10 s with tall
    forks (loaded) and stops harshly once; its forks rise above 0.5 m and come down three times.
    B travels with forks above 0.8 m and leaves them up; they were seen to rise once.
    """
    expected = {
        "overspeed_events": (1, 0, 0),
        "overspeed_min": (0.25, 0, 0),
        "site_speed_events": (1, 0, 0),
        "raised_travel_events": (0, 1, 0),
        "tall_moving_events": (1, 0, 0),
        "tall_moving_loaded_events": (1, 0, 0),
        "height_oscillations": (6, 1, 0),
        "harsh_stops": (1, 0, 0),
        "forks_up_at_duty_end": (0, 1, 0),
        "safety_events": (4, 2, 0),
    }
    said = metrics.by("vehicle", "duty_h", *expected)
    for name, counts in expected.items():
        assert tuple(said[vehicle][name] for vehicle in "ABC") == counts, name
    total = metrics.total(*expected)
    assert total == {name: sum(counts) for name, counts in expected.items()}


def test_rates(metrics: Metrics) -> None:
    """15 s of overspeed in 303 s of travel; 6 events in 1325 s on duty. C does not travel."""
    names = ("overspeed_min_per_travel_h", "safety_events_per_100_duty_h")
    expected = {names[0]: 0.25 / (303 / 3600), names[1]: 100 * 6 / (1325 / 3600)}
    assert metrics.total(*names) == pytest.approx(expected)
    said = metrics.by("vehicle", *names)
    assert said["C"] == {names[0]: None, names[1]: 0}
    assert said["B"] == pytest.approx({names[0]: 0, names[1]: 100 * 2 / (120 / 3600)})


def test_kinds_of_events(metrics: Metrics) -> None:
    """Carrying are the one over 10 km/h and the one with tall forks."""
    said = metrics.by(["safety_event__event_kind", "safety_event__is_carrying"], "safety_events")
    assert said[("tall_moving", True)]["safety_events"] == 1
    assert said[("over_site_speed", True)]["safety_events"] == 1
    assert said[("overspeed_raised", False)]["safety_events"] == 1
    assert said[("harsh_stop", False)]["safety_events"] == 1
