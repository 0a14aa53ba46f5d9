"""Bins, shares and the population stability index, computed by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from orchestration.ml.profile import (
    edges_of,
    feature_values,
    profile_of,
    shares_in,
    stability_index,
)

NAN = float("nan")


def test_deciles_of_ten_values() -> None:
    edges = edges_of(np.array([3, 1, 2, 0, 9, 8, 7, 6, 5, 4, NAN], dtype=np.float32))
    np.testing.assert_array_equal(edges, np.arange(1, 10))


def test_equal_deciles_are_one_bin_and_missing_values_another() -> None:
    """Six zeros of ten known values: two bins of four above them, and two missing of twelve."""
    values = np.array([0] * 6 + [1, 1, 2, 2] + [NAN] * 2)
    edges = edges_of(values)
    np.testing.assert_array_equal(edges, [1, 2])
    np.testing.assert_allclose(shares_in(values, edges), [6 / 12, 2 / 12, 2 / 12, 2 / 12])


def test_values_beyond_the_training_are_in_the_outer_bins() -> None:
    shares = shares_in(np.array([-5.0, 1.0, 2.0, 100.0]), np.array([1.0, 2.0]))
    np.testing.assert_allclose(shares, [0.25, 0.25, 0.5, 0])


@pytest.mark.parametrize("values", [[7.0] * 5, [NAN] * 5])
def test_a_feature_that_is_always_the_same_has_one_bin(values: list[float]) -> None:
    edges = edges_of(np.array(values))
    assert len(edges) == 0
    expected = [0, 1] if np.isnan(values[0]) else [1, 0]
    np.testing.assert_array_equal(shares_in(np.array(values), edges), expected)


def test_index_by_hand() -> None:
    halves, quarter = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.75, 0.0])
    expected = -0.25 * log(0.5) + 0.25 * log(1.5)
    assert stability_index(halves, quarter) == pytest.approx(expected)
    assert stability_index(halves, quarter) == pytest.approx(0.274653, abs=1e-6)
    assert stability_index(halves, halves) == 0
    # A bin that was empty counts as one in ten thousand.
    gone = stability_index(np.array([1.0, 0.0]), np.array([0.9, 0.1]))
    assert gone == pytest.approx(-0.1 * log(0.9) + 0.0999 * log(1000))


def test_heights_count_where_they_are_believed() -> None:
    matrix = np.array([[1, 10], [2, 20], [3, 30], [4, 40]], dtype=np.float32)
    blind = np.array([False, True, True, False])
    values = feature_values(matrix, {"speed_kmh_mean": 1, "height_m_mean": 0}, blind)
    np.testing.assert_array_equal(values["height_m_mean"], [1, 4])
    np.testing.assert_array_equal(values["speed_kmh_mean"], [10, 20, 30, 40])
    profile = profile_of(values).set_index("feature")
    np.testing.assert_array_equal(profile.loc["height_m_mean", "bin_shares"], [0.5, 0.5, 0])
