"""Quotients of a whole from the parts of it: the sum of numerators by the sum of denominators.

The parts are those of the fleet of `fleet.py`, by the dimensions that metrics can be sliced by.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.semantic.asking import Metrics

BY_HOUR = {
    "utilisation_pct": (100, "duty_h", "calendar_h"),
    "activity_pct": (100, "activity_h", "duty_h"),
    "idle_pct": (100, "idle_h", "duty_h"),
    "carries_per_duty_h": (1, "carry_segments", "duty_h"),
    "carry_pct": (100, "carry_h", "duty_h"),
    "high_lift_carries_pct": (100, "high_lift_carries", "carries_of_known_height"),
    "short_carry_sensitivity_pct": (100, "carries_from_45_s", "carries_from_10_s"),
    "deadhead_pct": (100, "empty_km", "distance_km"),
    "loaded_travel_pct": (100, "loaded_travel_h", "travel_h"),
    "metres_per_carry": (1, "carry_distance_m", "carry_segments"),
    "moving_speed_kmh": (1, "distance_km", "travel_h"),
    "stops_per_km": (1, "stops", "distance_km"),
    "overspeed_min_per_travel_h": (1, "overspeed_min", "travel_h"),
    "safety_events_per_100_duty_h": (100, "safety_events", "duty_h"),
    "height_validity_pct": (100, "height_known_h", "observed_h"),
    "speed_validity_pct": (100, "speed_known_h", "observed_h"),
    "load_carry_disagreement_pct": (100, "load_disagreement_h", "load_known_h"),
}
"""By metric: factor, numerator and denominator, of facts that know the hour."""

BY_DAY = {
    "fleet_in_use_pct": (100, "vehicle_days_in_use", "vehicle_days"),
    "load_toggles_per_h": (1, "load_toggles", "sensor_observed_h"),
    "short_load_segments_pct": (100, "short_load_segments", "load_segments"),
    "flips_while_moving_per_km": (1, "flips_while_moving", "distance_km"),
    "bad_rows_pct": (100, "bad_rows", "file_rows"),
}
"""The same of facts that know the day alone."""

SLICES = ("metric_time__day", "date__weekday", "date__is_holiday", "vehicle",
          "vehicle__vehicle_class", "vehicle__load_sensor_status")  # fmt: skip
SLICES_OF_HOURS = ("clock__shift", "clock__local_hour", "clock__is_handover")


@pytest.mark.parametrize("slices", SLICES)
def test_total_is_made_of_slices(metrics: Metrics, slices: str) -> None:
    check(metrics, {**BY_HOUR, **BY_DAY}, slices, [])


@pytest.mark.parametrize("slices", SLICES_OF_HOURS)
def test_total_is_made_of_shifts_and_hours(metrics: Metrics, slices: str) -> None:
    check(metrics, BY_HOUR, slices, [])


def test_days_are_made_of_their_hours(metrics: Metrics) -> None:
    check(metrics, BY_HOUR, "clock__local_hour", ["metric_time__day"])


def test_coverage_is_made_of_its_hours(metrics: Metrics) -> None:
    """Its denominator is a sum of two."""
    total = metrics.total("coverage_pct")["coverage_pct"]
    hours = metrics.by("clock__local_hour", "duty_h", "gap_h").values()
    duty_h, gap_h = (sum(row[name] for row in hours) for name in ("duty_h", "gap_h"))
    assert total == pytest.approx(100 * duty_h / (duty_h + gap_h))


def test_every_quotient_is_rolled_up(metrics: Metrics) -> None:
    quotients = {name for name in metrics.names if name.endswith("_pct") or "_per_" in name}
    of_reasons = {name for name in quotients if "rows_w" in name or name == "unreadable_rows_pct"}
    assert quotients - of_reasons == {*BY_HOUR, *BY_DAY, "coverage_pct"} - {"moving_speed_kmh"}


def check(
    metrics: Metrics,
    quotients: dict[str, tuple[int, str, str]],
    slices: str,
    wholes: Sequence[str],
) -> None:
    """Compare each whole with what its slices add up to."""
    sums = sorted({name for _, *both in quotients.values() for name in both})
    parts = metrics.by([*wholes, slices], *sums)
    assert len(parts) > 1
    for whole, said in metrics.by(list(wholes), *quotients).items():
        rows = [row for key, row in parts.items() if key[:-1] == whole]
        for name, (factor, numerator, denominator) in quotients.items():
            top, bottom = (sum(row[part] or 0 for row in rows) for part in (numerator, denominator))
            expected = factor * top / bottom if bottom else None
            assert said[name] == pytest.approx(expected), f"{name} of {whole} by {slices}"
