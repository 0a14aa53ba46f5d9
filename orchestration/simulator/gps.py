"""What the GPS receiver says.

Lives here: position noise and each GPS fault. `good` means outside, with a standard deviation of
2.5 m per axis; all faults but `inside` report good positions between their episodes.
"""

from __future__ import annotations

import numpy as np

from orchestration.simulator.kinematics import Truth, to_degrees
from orchestration.simulator.spec import GpsFault, SiteSpec

SIGMA_M, OUTSIDE_CORRELATION_S = 2.5, 30.0
INSIDE_SIGMA_M, INSIDE_CORRELATION_S = 7.5, 180.0
EPISODE_EVERY_S, EPISODE_S = 900.0, 120.0
SENTINEL = (99.999999, 999.999999)


def report_position(
    fault: GpsFault, truth: Truth, time_s: np.ndarray, site: SiteSpec, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return reported Latitude and Longitude (degrees, NaN = empty) and the mask of bad samples."""
    sigma, correlation_s = SIGMA_M, OUTSIDE_CORRELATION_S
    if fault == "inside":
        sigma, correlation_s = INSIDE_SIGMA_M, INSIDE_CORRELATION_S
    x = truth.x_m + _wander(time_s, sigma, correlation_s, random)
    y = truth.y_m + _wander(time_s, sigma, correlation_s, random)
    latitude, longitude = (np.round(value, 6) for value in to_degrees(x, y, site))
    bad = np.full(len(time_s), fault == "inside")
    if fault in ("good", "inside"):
        return latitude, longitude, bad
    bad = _episodes(time_s, random)
    if fault == "freeze":
        last = np.maximum.accumulate(np.where(bad, 0, np.arange(len(bad))))
        return latitude[last], longitude[last], bad
    held = {"dropout": (np.nan, np.nan), "zero": (0.0, 0.0), "sentinel": SENTINEL}[fault]
    return np.where(bad, held[0], latitude), np.where(bad, held[1], longitude), bad


def _wander(
    time_s: np.ndarray, sigma_m: float, correlation_s: float, random: np.random.Generator
) -> np.ndarray:
    """Draw an error that changes smoothly over `correlation_s`, with standard deviation `sigma_m`.

    Interpolating between independent knots keeps 2/3 of their variance on average.
    """
    knots = np.arange(0.0, time_s[-1] - time_s[0] + 2 * correlation_s, correlation_s)
    error = random.normal(0.0, sigma_m * np.sqrt(1.5), len(knots))
    wander: np.ndarray = np.interp(time_s, time_s[0] + knots, error)
    return wander


def _episodes(time_s: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Mark the samples inside randomly placed episodes of about two minutes."""
    span_s = time_s[-1] - time_s[0]
    count = max(1, random.poisson(span_s / EPISODE_EVERY_S))
    begin = time_s[0] + random.uniform(0.0, span_s, count)
    end = begin + random.exponential(EPISODE_S, count)
    entered = np.bincount(np.searchsorted(time_s, begin), minlength=len(time_s) + 1)
    left = np.bincount(np.searchsorted(time_s, end), minlength=len(time_s) + 1)
    bad = np.cumsum(entered - left)[:-1] > 0
    bad[0] = False
    return bad
