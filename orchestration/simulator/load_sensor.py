"""What the LiDAR load flag says.

Lives here: the load sensor and each of its faults. Every function takes the truth and returns the
reported values with a mask of the samples that this fault made wrong (shapes: samples).
"""

from __future__ import annotations

import numpy as np

from orchestration.simulator.kinematics import Truth
from orchestration.simulator.phases import CODE
from orchestration.simulator.spec import LoadFault

MISS_SHARE = 0.005
VIBRATION_PER_KMH, VIBRATION_MOST = 0.05, 0.6
FILM_CARRY_SHARE, FILM_MISSED = 0.6, (0.3, 0.7)
RACK_APPROACH_SHARE, RACK_HIT_SHARE = 0.6, 0.8
SENTINEL = -99.0
ANALOG_LOADED, ANALOG_EMPTY, ANALOG_SIGMA = 0.85, 0.12, 0.05
APPROACH = (CODE["position"], CODE["raise_empty"], CODE["insert"])


def report_load(
    fault: LoadFault, truth: Truth, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return reported Load and the mask of samples where it misleads.

    All but `stuck_*` and `sentinel` miss 0.5 % of the loaded samples besides their own fault.
    """
    count = len(truth.load)
    chance = random.random(count)
    if fault in ("stuck_0", "stuck_1"):
        stuck = float(fault[-1])
        return np.full(count, stuck), truth.load != bool(stuck)
    if fault == "sentinel":
        return np.full(count, SENTINEL), np.ones(count, dtype=bool)
    missed = chance < MISS_SHARE
    raised = np.zeros(count, dtype=bool)
    if fault == "vibration":
        missed = chance < MISS_SHARE + (VIBRATION_PER_KMH * truth.speed_kmh).clip(
            max=VIBRATION_MOST
        )
    elif fault == "dark_film":
        missed = chance < np.maximum(MISS_SHARE, _film(truth.cycle, random))
    elif fault == "rack_false_high":
        raised = _rack(truth, chance, random)
    reported = (truth.load & ~missed) | (~truth.load & raised)
    if fault == "analog":
        level = np.where(reported, ANALOG_LOADED, ANALOG_EMPTY)
        value = (level + random.normal(0.0, ANALOG_SIGMA, count)).clip(0.0, 1.0)
        return np.round(value, 3), np.ones(count, dtype=bool)
    return reported.astype(np.float64), reported != truth.load


def _film(cycle: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Miss share of each sample: constant over a carry, 0 for carries without dark film."""
    cycles = int(cycle.max(initial=0)) + 1
    wrapped = random.random(cycles) < FILM_CARRY_SHARE
    share = np.where(wrapped, random.uniform(*FILM_MISSED, cycles), 0.0)
    missed: np.ndarray = share[cycle]
    return missed


def _rack(truth: Truth, chance: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Mark samples where the rack in front of the empty forks is taken for a load."""
    cycles = int(truth.cycle.max(initial=0)) + 1
    seen = random.random(cycles) < RACK_APPROACH_SHARE
    hit: np.ndarray = seen[truth.cycle] & (chance < RACK_HIT_SHARE)
    return hit & np.isin(truth.phase, APPROACH)
