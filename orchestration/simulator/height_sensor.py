"""What the fork height sensor says.

Lives here: the height sensor, its units and each of its faults. A vehicle without a mast has no
such sensor: it reports 0, whatever fault is asked for.
"""

from __future__ import annotations

import numpy as np

from orchestration.simulator.spec import HeightFault

SIGMA_M, STEP_M = 0.004, 0.01
NOISE_SIGMA_M = 0.08
COUNTS_OFFSET, COUNTS_PER_M = 412.0, 187.0
DRIFT_M_PER_DAY, DRIFT_RESET_DAYS = 0.30, 3
SPIKE_SHARE, SPIKE_M = 0.003, (8.0, 65.0)
STUCK_M = 1.37


def report_height(
    fault: HeightFault, height_m: np.ndarray, time_s: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return reported Height and the mask of samples that the fault changed (shapes: samples).

    `time_s` counts from the fleet's start: drift grows with it and is reset every third day.
    """
    count = len(height_m)
    noise = random.normal(0.0, 1.0, count)
    every = np.ones(count, dtype=bool)
    metres = _quantised(height_m + SIGMA_M * noise)
    if fault == "scaled_100":
        return np.round(metres * 100.0, 0), every
    if fault == "scaled_1000":
        return np.round(metres * 1000.0, 0), every
    if fault == "counts":
        return np.round(COUNTS_OFFSET + COUNTS_PER_M * (height_m + SIGMA_M * noise)), every
    if fault == "drift":
        age_s = np.mod(time_s, DRIFT_RESET_DAYS * 86_400.0)
        return _quantised(metres + DRIFT_M_PER_DAY * age_s / 86_400.0), every
    if fault == "spikes":
        spike = random.random(count) < SPIKE_SHARE
        return np.where(spike, np.round(random.uniform(*SPIKE_M, count), 2), metres), spike
    if fault == "stuck":
        return np.full(count, STUCK_M), every
    if fault == "unit_change":
        late = np.arange(count) >= count // 2
        return np.where(late, np.round(metres * 1000.0), metres), late
    if fault == "noise":
        return _quantised(height_m + NOISE_SIGMA_M * noise), every
    return metres, ~every


def _quantised(height_m: np.ndarray) -> np.ndarray:
    """Round to the sensor's step; heights below the floor read 0."""
    steps: np.ndarray = np.round(np.maximum(height_m, 0.0) / STEP_M)
    return steps / (1 / STEP_M)
