"""Load cycles: how long each phase takes and how far and whither it goes.

Lives here: drawing many cycles of one vehicle at once, as arrays of shape (cycles, phases of a
cycle). Not here: fork heights (`forks`) and placing cycles in the day (`timeline`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.simulator.forks import fork_heights, lift_times
from orchestration.simulator.phases import CYCLE
from orchestration.simulator.phases import CYCLE_PLACE as AT
from orchestration.simulator.spec import VehicleSpec
from orchestration.simulator.traits import KMH, Traits

ACCELERATION_EMPTY, ACCELERATION_LOADED = 0.9, 0.6
LEG_SIGMA = 0.5
RUSHED_SHARE = 0.02
FORK_DEPTH_M = 1.2
MAX_IDLE_S = 900.0


@dataclass(frozen=True)
class Cycles:
    """Drawn cycles; arrays of shape (cycles, len(CYCLE)), heights at the end of each phase."""

    duration_s: np.ndarray
    length_m: np.ndarray
    ramp_s: np.ndarray
    height_to_m: np.ndarray
    heading_rad: np.ndarray


def draw_cycles(
    count: int,
    vehicle: VehicleSpec,
    traits: Traits,
    height_now_m: float,
    random: np.random.Generator,
) -> Cycles:
    """Draw `count` cycles that begin with the forks at `height_now_m`.

    Idle is scaled so that standing (idle and waits) takes `traits.idle_share` of all of them.
    """
    shape = (count, len(CYCLE))
    cycles = Cycles(*(np.zeros(shape) for _ in range(5)))
    _draw_legs(cycles, traits, random)
    _draw_handling(cycles, random)
    cycles.height_to_m[:] = fork_heights(count, vehicle, traits, height_now_m, random)
    lift_times(cycles.duration_s, cycles.height_to_m, vehicle, traits, random)
    _draw_idle(cycles.duration_s, traits, random)
    return cycles


def _draw_legs(cycles: Cycles, traits: Traits, random: np.random.Generator) -> None:
    """Fill length, time and heading of the two legs, each cut in two by a possible stop."""
    count = len(cycles.duration_s)
    legs = random.lognormal(np.log(traits.leg_median_m), LEG_SIGMA, (2, count))
    dual = random.random(count) < traits.dual_share
    legs[0] = np.where(dual, random.uniform(5.0, 15.0, count), legs[0])
    spread = random.normal(0.0, 1.2 * KMH, (2, count))
    empty = (traits.empty_speed + spread[0]).clip(8 * KMH, 15 * KMH)
    rushed = random.random(count) < RUSHED_SHARE
    empty = np.where(rushed, random.uniform(15 * KMH, traits.speed_cap, count), empty)
    loaded = (traits.loaded_speed + spread[1]).clip(6 * KMH, 12 * KMH)
    for leg, phase, peak, acceleration, stop_share in (
        (legs[0], AT["travel_empty"], empty, ACCELERATION_EMPTY, 0.20),
        (legs[1], AT["travel_loaded"], loaded, ACCELERATION_LOADED, 0.15),
    ):
        stops = random.random(count) < stop_share
        before = np.where(stops, leg * random.uniform(0.3, 0.7, count), leg)
        for column, part in ((phase, before), (phase + 2, leg - before)):
            cycles.length_m[:, column] = part
            duration_s, ramp_s = travel_time(part, peak, acceleration)
            cycles.duration_s[:, column] = duration_s
            cycles.ramp_s[:, column] = ramp_s
        cycles.duration_s[:, phase + 1] = np.where(stops, random.uniform(2.0, 12.0, count), 0.0)
    # Aisles run along the two axes of the site; nobody drives exactly along them.
    aisle = random.integers(0, 4, (count, 2)) * (np.pi / 2) + random.normal(0, 0.06, (count, 2))
    cycles.heading_rad[:, : AT["travel_loaded"]] = aisle[:, :1]
    cycles.heading_rad[:, AT["travel_loaded"] :] = aisle[:, 1:]
    cycles.heading_rad[:, AT["withdraw"]] += np.pi


def _draw_handling(cycles: Cycles, random: np.random.Generator) -> None:
    """Fill the slow movements in front of a pallet."""
    count = len(cycles.duration_s)
    approach_m = random.uniform(0.8, 3.0, count)
    for name, shortest_s, longest_s, metres in (
        ("position", 5.0, 20.0, approach_m),
        ("insert", 3.0, 8.0, FORK_DEPTH_M),
        ("place", 5.0, 15.0, FORK_DEPTH_M),
        ("withdraw", 2.5, 5.0, FORK_DEPTH_M),
    ):
        duration_s = random.uniform(shortest_s, longest_s, count)
        cycles.duration_s[:, AT[name]] = duration_s
        cycles.ramp_s[:, AT[name]] = duration_s / 4
        cycles.length_m[:, AT[name]] = metres


def _draw_idle(duration_s: np.ndarray, traits: Traits, random: np.random.Generator) -> None:
    """Fill the idle time before each cycle: half of them long, half a short breath."""
    count = len(duration_s)
    long = random.random(count) < 0.5
    share = random.lognormal(0.0, 0.6, count) * np.where(long, 1.0, 0.06)
    waiting_s = duration_s[:, [AT["wait_empty"], AT["wait_loaded"]]].sum()
    working_s = duration_s.sum() - waiting_s
    idle_s = traits.idle_share / (1 - traits.idle_share) * working_s - waiting_s
    duration_s[:, AT["idle"]] = np.minimum(share / share.sum() * idle_s, MAX_IDLE_S)


def travel_time(
    length_m: np.ndarray, peak: np.ndarray, acceleration: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return duration and ramp time (s) of a trapezoid of speed over `length_m`.

    A leg too short to reach `peak` (m/s) becomes a triangle with peak sqrt(length * acceleration).
    """
    reached = np.minimum(peak, np.sqrt(length_m * acceleration))
    ramp_s = reached / acceleration
    cruise_m = np.maximum(length_m - reached * ramp_s, 0.0)
    cruise_s = np.divide(cruise_m, reached, out=np.zeros_like(cruise_m), where=reached > 0)
    return cruise_s + 2 * ramp_s, ramp_s
