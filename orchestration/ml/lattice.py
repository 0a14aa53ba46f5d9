"""Sessions side by side, one step in time after the other.

Lives here: the order in which a recursion over time visits the windows of many sessions at once.
Not here: what is done at a step (`decoding`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Lattice:
    """Windows of n rows by step: the first ones of all sessions, then the second ones, ...

    Sessions stand by falling length, so those that last at a step are the first ones, and nothing
    is padded: a long session beside many short ones costs no memory.
    """

    rows: np.ndarray
    """(n,) row of each place, step by step."""
    begins: np.ndarray
    """(steps + 1,) place at which each step begins."""

    @classmethod
    def of(cls, session: np.ndarray) -> Lattice:
        """Lay out sessions, (n,), whose rows stand together and in time order."""
        count = len(session)
        starts = np.flatnonzero(np.append(True, session[1:] != session[:-1])[:count])
        length = np.diff(np.append(starts, count))
        rank = np.empty(len(starts), dtype=np.int64)
        rank[np.argsort(-length, kind="stable")] = np.arange(len(starts))
        step = np.arange(count) - np.repeat(starts, length)
        begins = np.append(0, np.cumsum(np.bincount(step)))
        rows = np.empty(count, dtype=np.int64)
        rows[begins[step] + np.repeat(rank, length)] = np.arange(count)
        return cls(rows, begins)

    def __len__(self) -> int:
        return len(self.begins) - 1

    def sessions_at(self, step: int) -> int:
        """Number of sessions that have a window at `step`; 0 beyond the last one."""
        return int(self.begins[step + 1] - self.begins[step]) if step < len(self) else 0

    def places(self) -> Iterator[tuple[int, slice]]:
        """Each step with the places of its windows."""
        for step in range(len(self)):
            yield step, slice(int(self.begins[step]), int(self.begins[step + 1]))
