"""A goal: an upper limit for a measured figure.

Lives here: the goal and its verdict. Not here: which goals there are, which each part says itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """An upper limit for a figure; judged at one size."""

    name: str
    unit: str
    limit: float
    at: str
    """The size at which it is judged, in words."""
    value: float | None
    """None when a step failed, when another run is needed to know it, or when there is none."""
    judged: bool
    """Whether this run can tell, by its size."""

    @property
    def met(self) -> bool:
        """Whether the figure keeps to the limit."""
        return self.value is not None and self.value <= self.limit


def missed(goals: Iterable[Goal]) -> bool:
    """Whether any goal that this run can judge is missed."""
    return any(goal.judged and not goal.met for goal in goals)


def as_json(goals: Iterable[Goal]) -> list[dict[str, Any]]:
    """The goals with their verdicts, for a file."""
    return [{**asdict(goal), "met": goal.met} for goal in goals]
