"""Random runs of load, fork and duty states around the limits of the reference rule.

Lives here: the rows of a healthy vehicle in time order, whose runs last exactly or nearly the
limits. Not here: troubles (`messy_kinds`), nulls, repeats, disorder and writing (`messy`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_RUN_MS = (0, 1, 500, 999, 1000, 1001, 2000, 5000, 30_000)
_LONG_RUN_MS = (44_000, 44_999, 45_000, 45_001, 46_000, 60_000, 180_000)
START_MS = 1_700_000_000_000


@dataclass
class Rows:
    """Columns of states in time order, one value a row."""

    time_ms: npt.NDArray[np.int64]
    loaded: npt.NDArray[np.bool_]
    raised: npt.NDArray[np.bool_]
    on_duty: npt.NDArray[np.bool_]
    fast: npt.NDArray[np.bool_]


def timeline(rng: np.random.Generator, runs: int, *, on_duty_only: bool) -> Rows:
    """Make runs of equal state; a run starts at its first row and lasts until the next run."""
    parts: list[Rows] = []
    start_ms = START_MS + int(rng.integers(0, 10**9))
    loaded = bool(rng.integers(2))
    for _ in range(runs):
        loaded = not loaded if rng.random() < 0.9 else loaded
        durations = _LONG_RUN_MS if rng.random() < (0.7 if loaded else 0.3) else _RUN_MS
        duration_ms = int(rng.choice(durations))
        if rng.random() < 0.02:
            duration_ms = 36_000_000
        size = int(rng.integers(1, 18))
        offsets = np.sort(rng.integers(0, max(duration_ms, 1), size))
        offsets[0] = 0
        on_duty = on_duty_only or rng.random() < 0.9
        parts.append(
            Rows(
                time_ms=start_ms + offsets,
                loaded=np.full(size, loaded),
                raised=np.full(size, loaded and rng.random() < 0.9),
                on_duty=np.full(size, on_duty),
                fast=np.full(size, rng.random() < 0.1),
            )
        )
        start_ms += duration_ms
    return Rows(
        time_ms=np.concatenate([part.time_ms for part in parts]),
        loaded=np.concatenate([part.loaded for part in parts]),
        raised=np.concatenate([part.raised for part in parts]),
        on_duty=np.concatenate([part.on_duty for part in parts]),
        fast=np.concatenate([part.fast for part in parts]),
    )


def heights_m(rng: np.random.Generator, raised: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Heights in metres around the 0.35 m limit, some exactly on it; 0 and 6.7 occur."""
    size = len(raised)
    up = rng.choice([0.36, 0.3500001, 0.5, 1.25, 3.1], size) + rng.random(size).round(3)
    down = rng.choice([0.0, 0.1, 0.13, 0.34, 0.35], size)
    height = np.where(raised, up, down)
    height[0], height[-1] = 0.0, 6.7
    return height


def speeds_kmh(rng: np.random.Generator, fast: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Speeds around the 7.2 km/h limit, some exactly on it."""
    size = len(fast)
    return np.where(fast, rng.choice([7.2000001, 7.3, 15.0], size), rng.choice([0, 3, 7.2], size))
