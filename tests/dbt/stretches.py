"""The time from one sample to the next, and what a vehicle does in it, from the definitions.

Lives here: a session's samples, with their carry state given, as stretches of time. Not here: what
is added up over them (`hours.py`, `cycles.py`), or the carry rule (`tests/reference`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MAX_SAMPLE_MS = 30_000
STANDING_BELOW_KMH = 0.5
LIFTING_FROM_M_S, STEP_MAX_MS = 0.1, 5_000


@dataclass
class Stretch:
    """From one sample to the next one of its session: what is said at its start holds."""

    at_ms: int
    observed_ms: int
    gap_ms: int
    is_on_duty: bool
    is_carrying: bool
    is_moving: bool
    rise_m: float
    is_lifting: bool
    speed_kmh: float

    @property
    def state(self) -> str:
        if self.is_carrying:
            return "loaded"
        if not self.is_on_duty:
            return "off"
        return "empty" if self.is_moving else "lifting" if self.is_lifting else "idle"

    @property
    def counts(self) -> bool:
        """Whether it is time on duty."""
        return self.state != "off"


def stretches(samples: Sequence[Any]) -> list[Stretch]:
    """The stretches of one session; the last sample has none, as it stands for no time."""
    found = []
    for this, after in zip(samples, [*samples[1:], None], strict=True):
        gap = 0 if after is None else after.at_ms - this.at_ms
        rise = 0.0 if after is None else after.height_m - this.height_m
        known = 0 < gap <= STEP_MAX_MS and rise == rise
        on_duty = bool(this.is_on_duty)
        found.append(
            Stretch(
                this.at_ms,
                min(gap, MAX_SAMPLE_MS),
                gap - min(gap, MAX_SAMPLE_MS),
                on_duty,
                bool(this.is_carrying),
                on_duty and this.speed_kmh >= STANDING_BELOW_KMH,
                rise if known else 0.0,
                known and round(abs(rise), 6) >= round(LIFTING_FROM_M_S * gap / 1000, 6),
                this.speed_kmh if this.speed_kmh == this.speed_kmh else 0.0,
            )
        )
    return found
