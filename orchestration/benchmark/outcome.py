"""What a step in a process of its own says about itself.

Lives here: the value object, and the processor time of the work. Not here: what is
measured from outside (`process.py`).
"""

from __future__ import annotations

import resource
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """What a step says about itself."""

    seconds: float
    """Time without the start of Python and its imports."""
    rows: int | None = None
    """Telemetry rows that it read or wrote; null where it works on something else."""
    detail: str = ""
    windows: int | None = None
    """Windows of the feature mart that it read; null where it reads none."""
    parts: dict[str, float] = field(default_factory=dict)
    """Seconds by piece of the work, in its order, where it says so."""
    work_cpu_seconds: float | None = None
    """Processor time without the start of Python and its imports, where it is measured."""


def cpu_seconds() -> float:
    """Processor time of this process so far, and of the children that it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)
