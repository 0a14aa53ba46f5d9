"""What the windows before and after a window say.

Lives here: naming columns of neighbours and filling them while a matrix is made. Not here: context
that the mart holds (sums and extremes over spans, which have lost the order of things).

`past_2w_lift_up_m` is `lift_up_m` two windows before, `around_2w_lift_up_m` two windows ahead.
They are made in memory: on disk they would double the mart and say nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

NEIGHBOURED = ("height_m_mean", "lift_up_m", "lift_down_m", "speed_kmh_mean")
_NAME = re.compile(r"(past|around)_(\d+)w_(.+)")


def neighbour_names(names: Sequence[str], groups: Sequence[str], windows: int) -> list[str]:
    """Names of the neighbours' columns that these columns and groups allow, nearest first."""
    return [
        f"{side}_{distance}w_{base}"
        for side in ("past", "around")
        if side in groups
        for distance in range(1, windows + 1)
        for base in NEIGHBOURED
        if base in names
    ]


def parse(name: str) -> tuple[str, int] | None:
    """Base column and offset in windows (negative: before); null for a column of the mart."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    side, distance, base = found.groups()
    return base, int(distance) * (-1 if side == "past" else 1)


def neighbour(values: np.ndarray, far: np.ndarray, offset: int) -> np.ndarray:
    """(n,) float32 of the row `offset` away; null where that is `far`."""
    taken = np.roll(values, -offset)
    taken[far] = np.nan
    return taken


def far_rows(run: np.ndarray, slot: np.ndarray, offset: int) -> np.ndarray:
    """Rows, ascending, that have no window `offset` away in the same run.

    `slot` numbers windows in time: a row that stands so many rows away is only taken when it also
    lies so many windows away.
    """
    count = len(run)
    far = np.ones(count, dtype=bool)
    if abs(offset) < count:
        here = slice(max(-offset, 0), count - max(offset, 0))
        there = slice(max(offset, 0), count + min(offset, 0))
        far[here] = (run[here] != run[there]) | (slot[there] - slot[here] != offset)
    return np.flatnonzero(far)


def run_numbers(vehicle: Any, session: Any) -> np.ndarray:
    """(n,) number of the run of rows of one session that each row is in; arrays of any kind."""
    changes = np.zeros(len(vehicle), dtype=bool)
    for ids in (vehicle, session):
        changes[1:] |= np.asarray(ids[1:] != ids[:-1], dtype=bool)
    return np.cumsum(changes)


def slot_numbers(started_at: np.ndarray, window_s: float) -> np.ndarray:
    """(n,) number of each window in time, since 1970."""
    milliseconds = started_at.astype("datetime64[ms]").astype(np.int64)
    slots: np.ndarray = milliseconds // round(1000 * window_s)
    return slots
