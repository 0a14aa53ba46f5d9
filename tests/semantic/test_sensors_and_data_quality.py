"""How far the sensors and the telemetry of `fleet.py` can be relied on."""

from __future__ import annotations

import pytest

from tests.semantic.asking import Metrics


def test_load_sensor(metrics: Metrics) -> None:
    """A toggles 2 times for each of 5 carries and for the flicker; the carry of 8 s and the flicker
    of 4 s are short. It stands beside the flicker, carry 4 and the start of carry 1: 7 of the 12
    toggles are while moving. Observed are 845 s of A, 20 + 120 s of B, 360 s of C.
    """
    expected = {
        "sensor_observed_h": 1345 / 3600,
        "load_toggles": 12,
        "load_toggles_per_h": 12 / (1345 / 3600),
        "load_segments": 6,
        "short_load_segments": 2,
        "short_load_segments_pct": 100 * 2 / 6,
        "flips_while_moving": 7,
        "flips_while_moving_per_km": 7 / 0.503,
    }
    assert metrics.total(*expected) == pytest.approx(expected)
    said = metrics.by("vehicle", "load_toggles_per_h", "short_load_segments_pct")
    assert said["B"] == {"load_toggles_per_h": 0, "short_load_segments_pct": None}


def test_load_signal_and_carry_state(metrics: Metrics) -> None:
    """They differ while the signal flickers for 4 s; A and C have one, for 845 + 360 s on duty."""
    expected = {
        "load_known_h": 1205 / 3600,
        "load_disagreement_h": 4 / 3600,
        "load_carry_disagreement_pct": 100 * 4 / 1205,
    }
    assert metrics.total(*expected) == pytest.approx(expected)
    assert metrics.by("vehicle", "load_carry_disagreement_pct")["B"] == {
        "load_carry_disagreement_pct": None
    }


def test_coverage(metrics: Metrics) -> None:
    """1325 s on duty are observed and 90 s at night are not. C, 360 of 1345 s, has no height, and a
    speed that cannot be true for 60 s.
    """
    expected = {
        "gap_h": 90 / 3600,
        "coverage_pct": 100 * 1325 / (1325 + 90),
        "observed_h": 1345 / 3600,
        "height_known_h": 985 / 3600,
        "height_validity_pct": 100 * 985 / 1345,
        "speed_known_h": 1285 / 3600,
        "speed_validity_pct": 100 * 1285 / 1345,
    }
    assert metrics.total(*expected) == pytest.approx(expected)
    said = metrics.by("vehicle", "coverage_pct", "height_validity_pct", "speed_validity_pct")
    shares = {"coverage_pct": 100, "height_validity_pct": 0, "speed_validity_pct": 100 * 300 / 360}
    assert said["C"] == pytest.approx(shares)


def test_bad_rows(metrics: Metrics) -> None:
    """57 + 9 rows of A, 2 + 11 of B, 13 of C, one that is repeated, and 5 bad ones.

    Each of these is bad in another way; three are known to be A's, none has a day.
    """
    reasons = ("unreadable_rows", "rows_without_vehicle", "rows_without_timestamp",
               "rows_with_text_for_timestamp", "rows_with_impossible_timestamp")  # fmt: skip
    shares = [f"{name}_pct" for name in reasons]
    total = metrics.total("file_rows", "bad_rows", "bad_rows_pct", *reasons, *shares)
    assert (total["file_rows"], total["bad_rows"]) == (98, 5)
    assert total["bad_rows_pct"] == pytest.approx(100 * 5 / 98)
    assert [total[name] for name in reasons] == [1] * 5
    assert [total[name] for name in shares] == pytest.approx([100 / 98] * 5)
    said = metrics.by("vehicle", "file_rows", "bad_rows")
    rows = {key: tuple(row.values()) for key, row in said.items()}
    assert rows == {"A": (70, 3), "B": (13, 0), "C": (13, 0), None: (2, 2)}
    days = metrics.by("metric_time__day", "file_rows", "bad_rows")
    by_day = {key: tuple(row.values()) for key, row in days.items()}
    assert by_day == {"2025-03-03": (63, 0), "2025-03-04": (30, 0), None: (5, 5)}
