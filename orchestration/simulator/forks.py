"""Where the forks are at the end of each phase, and how long it takes to get there.

Lives here: travel heights, storage levels, lifting and lowering. A vehicle without a mast keeps
height 0 and only needs time to take and set down the load.
"""

from __future__ import annotations

import numpy as np

from orchestration.simulator.phases import CYCLE
from orchestration.simulator.phases import CYCLE_PLACE as AT
from orchestration.simulator.spec import VehicleSpec
from orchestration.simulator.traits import Traits

GROUND_M = 0.05
PALLET_LIFT_M = 0.12
LOWEST_RACK_M = 1.0
TRAVEL_HEIGHT_M, TRAVEL_SIGMA_M = 0.13, 0.03
VIOLATION_SHARE = 0.05
PALLET_PUMP_S = 2.0


def fork_heights(
    count: int,
    vehicle: VehicleSpec,
    traits: Traits,
    height_now_m: float,
    random: np.random.Generator,
) -> np.ndarray:
    """Return the height in metres at the end of each phase, shape (count, len(CYCLE))."""
    height = np.zeros((count, len(CYCLE)))
    if vehicle.vehicle_class == "no_mast":
        return height
    empty = _travel_heights(count + 1, vehicle, random)
    empty[0] = height_now_m
    loaded = _travel_heights(count, vehicle, random)
    racks = random.uniform(LOWEST_RACK_M, vehicle.mast_height_m - 0.3, (2, count))
    pick, place = np.where(random.random((2, count)) < traits.rack_share, racks, GROUND_M)
    height[:, : AT["raise_empty"]] = empty[:-1, None]
    height[:, AT["raise_empty"] : AT["lift"]] = pick[:, None]
    height[:, AT["lift"]] = pick + PALLET_LIFT_M
    height[:, AT["lower_loaded"] : AT["raise_loaded"]] = loaded[:, None]
    height[:, AT["raise_loaded"] : AT["set_down"]] = place[:, None] + PALLET_LIFT_M
    height[:, AT["set_down"] : AT["lower"]] = place[:, None]
    height[:, AT["lower"]] = empty[1:]
    return height


def _travel_heights(count: int, vehicle: VehicleSpec, random: np.random.Generator) -> np.ndarray:
    """Draw N(0.13, 0.03) m or around what is asked, but forks left up in 5 % of the legs."""
    asked = vehicle.work.travel_height_m
    mean = TRAVEL_HEIGHT_M if asked is None else asked
    level = random.normal(mean, TRAVEL_SIGMA_M, count).clip(min=0.03 if asked is None else 0.0)
    violation = random.random(count) < VIOLATION_SHARE
    raised = random.uniform(0.5, min(2.0, vehicle.mast_height_m), count)
    return np.where(violation, raised, level)


def lift_times(
    duration_s: np.ndarray,
    height_to_m: np.ndarray,
    vehicle: VehicleSpec,
    traits: Traits,
    random: np.random.Generator,
) -> None:
    """Fill the durations (s) of the phases that lift or lower, in place."""
    if vehicle.vehicle_class == "no_mast":
        duration_s[:, [AT["lift"], AT["set_down"]]] = PALLET_PUMP_S
        return
    for name in ("raise_empty", "lift", "lower_loaded", "raise_loaded", "set_down", "lower"):
        column = AT[name]
        change_m = height_to_m[:, column] - height_to_m[:, column - 1]
        speed = np.where(change_m > 0, traits.lift_speed, traits.lower_speed)
        pace = random.uniform(0.85, 1.15, len(change_m))
        duration_s[:, column] = np.abs(change_m) / (speed * pace)
