"""One vehicle, day by day: truth, samples and what its sensors report.

Lives here: the order in which the parts are put together, and what is carried from one day to the
next. Days are yielded one at a time, so memory does not grow with the length of the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import count

import numpy as np

from orchestration.simulator.gps import report_position
from orchestration.simulator.height_sensor import report_height
from orchestration.simulator.kinematics import Truth, read_truth
from orchestration.simulator.load_sensor import report_load
from orchestration.simulator.phases import CODE, Timeline, Whereabouts
from orchestration.simulator.randomness import stream
from orchestration.simulator.sampling import sample_times
from orchestration.simulator.shifts import DAY_S, DAY_START_HOUR
from orchestration.simulator.spec import FleetSpec, VehicleSpec
from orchestration.simulator.speed_sensor import report_speed
from orchestration.simulator.timeline import build_day
from orchestration.simulator.traits import draw_traits

FAULT_CHANNELS = ("load", "height", "gps")
"""Bit order of `VehicleDay.fault`: 1 = load, 2 = height, 4 = gps."""


@dataclass(frozen=True)
class VehicleDay:
    """One production day of one vehicle; arrays of shape (samples,) in time order.

    `fault` has a bit for each sensor channel whose fault changed the sample. Reported values are
    what a row says; NaN is an empty field.
    """

    vehicle: VehicleSpec
    day: int
    start_ms: int
    timeline: Timeline
    sampled_at_ms: np.ndarray
    truth: Truth
    on_duty: np.ndarray
    height: np.ndarray
    load: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    speed: np.ndarray
    fault: np.ndarray


Reported = tuple[np.ndarray, ...]
"""height, load, latitude, longitude, speed, fault; each of shape (samples,)."""
Streams = Callable[[str], np.random.Generator]
"""Channel name → the stream of that channel for one vehicle and day."""


def simulate_vehicle(spec: FleetSpec, vehicle: VehicleSpec) -> Iterator[VehicleDay]:
    """Yield the days of `vehicle` until `spec.days` or `spec.rows_per_vehicle` is reached."""
    traits = draw_traits(vehicle, spec.seed)
    at = Whereabouts(traits.home_x_m, traits.home_y_m, 0.0)
    begin = datetime.combine(spec.start, time(DAY_START_HOUR), tzinfo=UTC)
    left, last = spec.rows_per_vehicle, None
    for day in count() if left is not None else range(spec.days):
        random = _streams(spec.seed, vehicle.vehicle_id, day)
        timeline, at = build_day(vehicle, traits, spec.shift_hours, at, random("motion"))
        gap_s = vehicle.work.sample_gap_s
        since_ms = sample_times(timeline, spec.noiseless, random("sampling"), gap_s)[:left]
        truth = read_truth(timeline, since_ms / 1000, vehicle.site)
        on_duty = truth.phase != CODE["off_duty"]
        if spec.noiseless:
            reported = _perfect(truth)
        else:
            time_s = since_ms / 1000 + day * DAY_S
            reported = _freeze(_sense(vehicle, truth, time_s, random), on_duty, last)
            last = tuple(column[-1:] for column in reported)
        height, load, latitude, longitude, speed, fault = reported
        start_ms = int((begin + timedelta(days=day)).timestamp() * 1000)
        yield VehicleDay(
            vehicle, day, start_ms, timeline, start_ms + since_ms, truth, on_duty,
            height, load, latitude, longitude, speed, fault,
        )  # fmt: skip
        if left is not None and (left := left - len(since_ms)) <= 0:
            return


def _streams(seed: int, vehicle_id: str, day: int) -> Streams:
    return lambda channel: stream(seed, vehicle_id, day, channel)


def _perfect(truth: Truth) -> Reported:
    return (
        truth.height_m,
        truth.load.astype(np.float64),
        truth.latitude,
        truth.longitude,
        truth.speed_kmh,
        np.zeros(len(truth.load), dtype=np.int8),
    )


def _sense(vehicle: VehicleSpec, truth: Truth, time_s: np.ndarray, random: Streams) -> Reported:
    """Report each channel from its own stream, so that a fault changes its own column alone."""
    load, bad_load = report_load(vehicle.load_fault, truth, random("load"))
    if vehicle.vehicle_class == "no_mast":
        height, bad_height = np.zeros(len(time_s)), np.zeros(len(time_s), dtype=bool)
    else:
        height, bad_height = report_height(
            vehicle.height_fault, truth.height_m, time_s, random("height")
        )
    latitude, longitude, bad_gps = report_position(
        vehicle.gps_fault, truth, time_s, vehicle.site, random("gps")
    )
    speed = report_speed(truth.speed_kmh, random("speed"))
    fault = (bad_load + 2 * bad_height + 4 * bad_gps).astype(np.int8)
    return height, load, latitude, longitude, speed, fault


def _freeze(reported: Reported, on_duty: np.ndarray, last: Reported | None) -> Reported:
    """Repeat, off duty, what was reported last; before the first duty, the first sample."""
    source = np.maximum.accumulate(np.where(on_duty, np.arange(1, len(on_duty) + 1), 0))
    first = tuple(column[:1] for column in reported) if last is None else last
    return tuple(
        np.concatenate([start, column])[source]
        for start, column in zip(first, reported, strict=True)
    )
