"""The physical day of one vehicle: its cycles placed into its duty intervals.

Lives here: which cycles fall into which interval, the off-duty phases between them, and the path
over the ground. Not here: how cycles are drawn (`cycles`) or sampled (`kinematics`).
"""

from __future__ import annotations

import numpy as np

from orchestration.simulator.cycles import draw_cycles
from orchestration.simulator.phases import CODE, CYCLE, Timeline, Whereabouts
from orchestration.simulator.shifts import DAY_S, plan_day
from orchestration.simulator.spec import VehicleSpec
from orchestration.simulator.traits import Traits

SHORTEST_MEAN_CYCLE_S = 90.0
"""No fleet of domain size has a shorter mean cycle: enough cycles are drawn to fill the day."""
SHORTEST_ASKED_S = 40.0
"""The same with the shortest legs and the least idling that can be asked for."""


def build_day(
    vehicle: VehicleSpec,
    traits: Traits,
    shift_hours: float,
    at: Whereabouts,
    random: np.random.Generator,
) -> tuple[Timeline, Whereabouts]:
    """Simulate one production day that begins at `at`; returns it and where it ends.

    Duty intervals end with the last cycle that fits, so off duty nothing is on the forks.
    """
    starts, lengths = plan_day(vehicle, shift_hours, random)
    planned_end = np.cumsum(lengths)
    work = vehicle.work
    usual = work.leg_m is None and work.idle_share is None
    shortest_s = SHORTEST_MEAN_CYCLE_S if usual else SHORTEST_ASKED_S
    count = int(planned_end[-1] / shortest_s) + 20
    cycles = draw_cycles(count, vehicle, traits, at.height_m, random)
    cycle_end = np.cumsum(cycles.duration_s.sum(axis=1))
    last = np.searchsorted(cycle_end, planned_end, side="right")
    used, width = int(last[-1]), len(CYCLE)

    def phases(values: np.ndarray, off_duty: np.ndarray | float) -> np.ndarray:
        """Flatten `values` and put an off-duty phase before each interval and at the end."""
        return np.insert(values[:used].ravel(), boundaries, off_duty)

    first = np.concatenate([[0], last[:-1]])
    boundaries = np.append(first, used) * width
    reached = np.concatenate([[0.0], cycle_end])[last]
    # An interval may take over what its predecessor left, never so much that two overlap.
    worked = np.diff(reached, prepend=0.0)
    begin = _without_overlap(starts, worked)
    off_s = np.append(begin, DAY_S) - np.append(0.0, begin + worked)
    duration = phases(cycles.duration_s, off_s)
    height_to = phases(cycles.height_to_m, np.nan)
    height_to = _hold(np.append(at.height_m, height_to))
    length = phases(cycles.length_m, 0.0)
    heading = phases(cycles.heading_rad, 0.0)
    direction_x, direction_y = np.cos(heading), np.sin(heading)
    x = at.x_m + np.append(0.0, np.cumsum(length * direction_x))
    y = at.y_m + np.append(0.0, np.cumsum(length * direction_y))
    codes = np.tile([CODE[name] for name in CYCLE], (used, 1))
    numbers = np.repeat(np.arange(used)[:, None], width, axis=1)
    timeline = Timeline(
        start_s=np.append(0.0, np.cumsum(duration)[:-1]),
        duration_s=duration,
        code=phases(codes, CODE["off_duty"]),
        cycle=phases(numbers, -1),
        height_from_m=height_to[:-1],
        height_to_m=height_to[1:],
        length_m=length,
        ramp_s=phases(cycles.ramp_s, 0.0),
        direction_x=direction_x,
        direction_y=direction_y,
        x_m=x[:-1],
        y_m=y[:-1],
    )
    return timeline, Whereabouts(float(x[-1]), float(y[-1]), float(height_to[-1]))


def _without_overlap(starts: np.ndarray, worked: np.ndarray) -> np.ndarray:
    """Delay each interval to at least one minute after the one before it."""
    worked_before = np.append(0.0, np.cumsum(worked + 60.0)[:-1])
    slack = np.maximum.accumulate(starts - worked_before)
    begin: np.ndarray = slack + worked_before
    return begin


def _hold(values: np.ndarray) -> np.ndarray:
    """Replace each NaN by the value before it; the first value is not NaN."""
    known = np.maximum.accumulate(np.where(np.isnan(values), 0, np.arange(len(values))))
    return values[known]
