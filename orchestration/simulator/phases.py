"""The phases of a work cycle and the columnar timeline made of them.

Lives here: the phase names with their order, and the `Timeline` of one vehicle and day. Not here:
how phases are drawn (`cycles`) or read at a point in time (`kinematics`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PHASES = (
    "idle",
    "travel_empty",
    "wait_empty",
    "position",
    "raise_empty",
    "insert",
    "lift",
    "lower_loaded",
    "travel_loaded",
    "wait_loaded",
    "raise_loaded",
    "place",
    "set_down",
    "withdraw",
    "lower",
    "off_duty",
)
CODE = {name: code for code, name in enumerate(PHASES)}

CYCLE = (
    "idle",
    "travel_empty",
    "wait_empty",
    "travel_empty",
    "position",
    "raise_empty",
    "insert",
    "lift",
    "lower_loaded",
    "travel_loaded",
    "wait_loaded",
    "travel_loaded",
    "raise_loaded",
    "place",
    "set_down",
    "withdraw",
    "lower",
)
"""One cycle in order; each leg is cut in two by a stop that mostly lasts 0 s."""

CYCLE_PLACE = {name: CYCLE.index(name) for name in PHASES if name in CYCLE}
"""Index of a phase in `CYCLE`; of a leg cut in two, its first half."""

LOADED = np.zeros(len(PHASES), dtype=bool)
LOADED[CODE["lift"] : CODE["set_down"] + 1] = True
"""By phase code: is the load on the forks? True from the start of the lift to the set-down."""


@dataclass(frozen=True)
class Timeline:
    """The phases of one day in time order, without holes; every array has shape (phases,).

    `start_s` counts from the day's start. Inside a phase, height goes linearly from `height_from_m`
    to `height_to_m`, and speed is a trapezoid: up in `ramp_s`, level, down in `ramp_s`, covering
    `length_m` in the direction (`direction_x`, `direction_y`) from (`x_m`, `y_m`), unfolded.
    """

    start_s: np.ndarray
    duration_s: np.ndarray
    code: np.ndarray
    cycle: np.ndarray
    height_from_m: np.ndarray
    height_to_m: np.ndarray
    length_m: np.ndarray
    ramp_s: np.ndarray
    direction_x: np.ndarray
    direction_y: np.ndarray
    x_m: np.ndarray
    y_m: np.ndarray


@dataclass(frozen=True)
class Whereabouts:
    """Where a vehicle ended a day: unfolded position and fork height, all in metres."""

    x_m: float
    y_m: float
    height_m: float
