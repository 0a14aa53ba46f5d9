"""How a vehicle is used, where that differs from the domain's habits.

Lives here: the knobs of work and sampling, and their limits. Not here: the habits themselves, drawn
for each vehicle (`traits`) or written beside the physics (`forks`, `sampling`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import NamedTuple

from orchestration.errors import SettingsError


class Limits(NamedTuple):
    """Lowest and highest value that a knob can have."""

    lowest: float
    highest: float


LIMITS = {
    "leg_m": Limits(10.0, 500.0),
    "dual_share": Limits(0.0, 1.0),
    "idle_share": Limits(0.1, 0.9),
    "travel_height_m": Limits(0.0, 0.3),
    "sample_gap_s": Limits(0.5, 20.0),
}


@dataclass(frozen=True)
class WorkSpec:
    """Each knob left at None keeps to the domain's habit; one that is set changes nothing else."""

    leg_m: float | None = None
    """Median length of a leg in metres (habit: drawn from 72 to 88); short legs, short carries."""
    dual_share: float | None = None
    """Share of cycles that begin where the last one ended (habit: drawn from 0.2 to 0.5)."""
    idle_share: float | None = None
    """Share of duty that the vehicle stands (habit: drawn from 0.44 to 0.56)."""
    travel_height_m: float | None = None
    """Mean height of the forks on a leg in metres (habit: 0.13)."""
    sample_gap_s: float | None = None
    """Median time between two samples on duty in seconds (habit: 1.03)."""

    def __post_init__(self) -> None:
        """Refuse what no site could be."""
        for knob in fields(self):
            value, limits = getattr(self, knob.name), LIMITS[knob.name]
            if value is not None and not limits.lowest <= value <= limits.highest:
                raise SettingsError(
                    f"{knob.name}={value:g}, allowed {limits.lowest:g} to {limits.highest:g}"
                )


HABIT = WorkSpec()
"""The domain's habits throughout."""
