"""Reading the physical truth at given times.

Lives here: phase, height, speed, way and position of a `Timeline` at arbitrary times, in closed
form, so that distance is exactly the integral of speed. Not here: what sensors make of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.simulator.phases import LOADED, Timeline
from orchestration.simulator.spec import SiteSpec

METRES_PER_DEGREE = 111_320.0
"""Length of one degree of latitude on a sphere of 40 075 km around."""


@dataclass(frozen=True)
class Truth:
    """Truth at the sampled times; every array has shape (samples,).

    Rounded as it is stored and, by perfect sensors, reported: millimetres, 0.001 km/h, 1e-7 degrees
    """

    phase: np.ndarray
    cycle: np.ndarray
    load: np.ndarray
    height_m: np.ndarray
    speed_kmh: np.ndarray
    way_m: np.ndarray
    x_m: np.ndarray
    y_m: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray


def read_truth(timeline: Timeline, time_s: np.ndarray, site: SiteSpec) -> Truth:
    """Evaluate `timeline` at `time_s` (seconds since the day's start, sorted)."""
    index = np.searchsorted(timeline.start_s, time_s, side="right") - 1
    phase = timeline.code[index]
    duration = timeline.duration_s[index]
    elapsed = np.minimum(time_s - timeline.start_s[index], duration)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num(elapsed / duration)
    rise = (timeline.height_to_m - timeline.height_from_m)[index]
    speed, way = trapezoid(elapsed, duration, timeline.length_m[index], timeline.ramp_s[index])
    x = fold(timeline.x_m[index] + timeline.direction_x[index] * way, site.width_m)
    y = fold(timeline.y_m[index] + timeline.direction_y[index] * way, site.depth_m)
    latitude, longitude = to_degrees(x, y, site)
    before = np.append(0.0, np.cumsum(timeline.length_m)[:-1])
    return Truth(
        phase=phase,
        cycle=timeline.cycle[index],
        load=LOADED[phase],
        height_m=np.round(timeline.height_from_m[index] + rise * share, 3),
        speed_kmh=np.round(speed * 3.6, 3),
        way_m=before[index] + way,
        x_m=x,
        y_m=y,
        latitude=latitude,
        longitude=longitude,
    )


def trapezoid(
    elapsed_s: np.ndarray, duration_s: np.ndarray, length_m: np.ndarray, ramp_s: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return speed (m/s) and way (m) within phases that cover `length_m` in `duration_s`.

    With ramps of `ramp_s` the level speed is length / (duration - ramp).
    """
    level_s = duration_s - ramp_s
    peak = np.divide(length_m, level_s, out=np.zeros_like(level_s), where=level_s > 0)
    slope = np.divide(peak, ramp_s, out=np.zeros_like(peak), where=ramp_s > 0)
    up = np.minimum(elapsed_s, ramp_s)
    down = np.maximum(elapsed_s - level_s, 0.0)
    level = np.maximum(np.minimum(elapsed_s, level_s) - ramp_s, 0.0)
    speed = np.minimum(slope * np.minimum(up, duration_s - elapsed_s), peak)
    return speed, slope * up**2 / 2 + peak * (level + down) - slope * down**2 / 2


def fold(coordinate_m: np.ndarray, extent_m: float) -> np.ndarray:
    """Reflect an unbounded coordinate at the walls 0 and `extent_m`; path lengths stay the same."""
    from_wall_m: np.ndarray = np.abs(np.mod(coordinate_m, 2 * extent_m) - extent_m)
    return extent_m - from_wall_m


def to_degrees(x_m: np.ndarray, y_m: np.ndarray, site: SiteSpec) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude of site coordinates (x east, y north) in degrees."""
    east = METRES_PER_DEGREE * np.cos(np.radians(site.latitude))
    latitude = site.latitude + y_m / METRES_PER_DEGREE
    return np.round(latitude, 7), np.round(site.longitude + x_m / east, 7)
