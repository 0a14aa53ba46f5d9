"""When a vehicle is on duty.

Lives here: shifts, breaks and their jitter, as planned duty intervals of one production day. Not
here: the work that fills them (`cycles`), which ends each interval at the end of a cycle.
"""

from __future__ import annotations

import numpy as np

from orchestration.simulator.spec import VehicleSpec

DAY_S = 86_400.0
DAY_START_HOUR = 6
"""A production day runs from 06:00 UTC to 06:00 UTC, so that a night shift belongs to one day."""
SHIFT_SPACING_S = 8 * 3600.0
HANDOVER_S = 8 * 60.0
NIGHT_MARGIN_S = 25 * 60.0
BREAK_AT = np.array([0.25, 0.5, 0.75])
BREAK_SHARE = np.array([15, 30, 15]) / 480


def plan_day(
    vehicle: VehicleSpec, shift_hours: float, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Plan the duty intervals of one production day.

    Returns starts and lengths in seconds since the day's start, both of shape (4 * shifts,): each
    shift is cut by three breaks. All intervals lie inside the day and do not overlap.
    """
    shifts = vehicle.shifts
    jitter = np.abs(random.normal(0.0, 150.0, (shifts, 2))).clip(max=600.0)
    begin = np.arange(shifts) * SHIFT_SPACING_S + HANDOVER_S + jitter[:, 0]
    end = np.arange(shifts) * SHIFT_SPACING_S + shift_hours * 3600.0 - jitter[:, 1]
    if shift_hours > 7:
        end -= HANDOVER_S
        end[-1] = min(end[-1], DAY_S - NIGHT_MARGIN_S)
    end = np.maximum(end, begin + 600.0)
    length = (end - begin)[:, None]
    shift = np.clip(random.normal(0.0, 0.02, (shifts, 3)), -0.05, 0.05)
    pause_at = begin[:, None] + (BREAK_AT + shift) * length
    pause_s = BREAK_SHARE * length * random.uniform(0.8, 1.3, (shifts, 3))
    starts = np.concatenate([begin[:, None], pause_at + pause_s], axis=1)
    ends = np.concatenate([pause_at, end[:, None]], axis=1)
    return starts.ravel(), (ends - starts).ravel()
