"""The reference rule on the rows of one file, vectorised.

Lives here: its parameters, and what a careful analyst would write with NumPy. Not here: reading the
files (`one_shot_pandas.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ReferenceRule:
    """Parameters of the reference rule; heights in m after scaling, limits in the unit named."""

    height_mode: Literal["drop", "clip", "scale"] = "scale"
    height_min: float | None = None
    height_max: float | None = None
    max_height_m: float = 6.7
    load_threshold: float = 0.5
    forks_up_m: float = 0.35
    min_raised_rows: int = 10
    min_raised_share: float = 0.05
    min_load_rows_for_share: int = 100
    speed_cap_kmh: float | None = 7.2
    require_on_duty: bool = True
    min_true_s: float = 45.0
    close_gap_s: float = 1.0


def carry_seconds(frame: pd.DataFrame, rule: ReferenceRule) -> float:
    """Carry time (s) of one file's rows; 0 for a vehicle without a mast.

    Raises `ValueError` when `rule` scales heights that are all equal.
    """
    time_ms, height, load, duty, speed = (
        frame[name].to_numpy(dtype="float64")
        for name in ("Timestamp", "Height", "Load", "OnDuty", "Speed")
    )
    if not (time_ms[1:] >= time_ms[:-1]).all():  # also where one is null; nulls sort last
        order = np.argsort(time_ms, kind="stable")
        time_ms, height, load, duty, speed = (
            column[order] for column in (time_ms, height, load, duty, speed)
        )
    kept = np.ones(len(duty), dtype=bool)
    kept[1:] = (duty[1:] != 0) | (duty[:-1] != 0)
    if not (kept & (height != 0) & ~np.isnan(height)).any():
        return 0.0
    kept &= ~np.isnan(height) & ~np.isnan(time_ms)
    if rule.height_mode == "drop":
        kept &= (height >= 0) & (height <= rule.max_height_m)
    if not kept.all():
        time_ms, height, load, duty, speed = (
            column[kept] for column in (time_ms, height, load, duty, speed)
        )
    state = _states(_height_m(height, rule), load, speed, rule)
    if rule.require_on_duty:
        judged = duty > 0
        time_ms, state = time_ms[judged], state[judged]
    return _debounced_ms(time_ms, state, rule) / 1000


def _height_m(height: npt.NDArray[np.float64], rule: ReferenceRule) -> npt.NDArray[np.float64]:
    """Heights in metres; out-of-range ones are gone already when they are to be dropped."""
    if rule.height_mode == "drop" or len(height) == 0:
        return height
    if rule.height_mode == "clip":
        return np.clip(height, 0, rule.max_height_m)
    low = height.min() if rule.height_min is None else rule.height_min
    high = height.max() if rule.height_max is None else rule.height_max
    if high <= low:
        raise ValueError(f"a constant height ({low}) cannot be scaled")
    scaled = (height - low) / (high - low)
    return np.clip(scaled, 0, 1, out=scaled) * rule.max_height_m


def _states(
    height_m: npt.NDArray[np.float64],
    load: npt.NDArray[np.float64],
    speed: npt.NDArray[np.float64],
    rule: ReferenceRule,
) -> Bools:
    """Carry state of each row by itself: load, trusted forks and the speed cap."""
    loaded = load > rule.load_threshold
    if rule.load_threshold < 0:
        loaded |= np.isnan(load)
    raised = loaded & (height_m > rule.forks_up_m)
    load_rows, raised_rows = np.count_nonzero(loaded), np.count_nonzero(raised)
    trusted = raised_rows >= rule.min_raised_rows and (
        load_rows < rule.min_load_rows_for_share or raised_rows / load_rows >= rule.min_raised_share
    )
    state = raised if trusted else loaded
    return state if rule.speed_cap_kmh is None else state & ~(speed > rule.speed_cap_kmh)


def _debounced_ms(time_ms: npt.NDArray[np.float64], state: Bools, rule: ReferenceRule) -> float:
    """Time (ms) in true segments that are long enough, and in short gaps between two of those."""
    if not state.any():
        return 0.0
    starts = np.flatnonzero(np.r_[True, state[1:] != state[:-1]])
    ends_ms = np.append(time_ms[starts[1:]], time_ms[-1] + _typical_ms(time_ms))
    lasts_ms = ends_ms - time_ms[starts]
    lasts_s = lasts_ms / 1000
    long_true = state[starts] & (lasts_s >= rule.min_true_s)
    closed = lasts_s <= rule.close_gap_s
    closed[[0, -1]] = False
    closed[1:-1] &= long_true[:-2] & long_true[2:]  # what lies between two of those is false
    return float(lasts_ms[long_true | closed].sum())


def _typical_ms(time_ms: npt.NDArray[np.float64]) -> float:
    """How long the last row lasts: the median time between rows, or 1 s without one."""
    typical = float(np.median(np.diff(time_ms))) if len(time_ms) > 1 else 0.0
    return typical if typical > 0 else 1000.0
