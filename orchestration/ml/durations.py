"""How long a vehicle carries, and how long it does not, in windows.

Lives here: the law of durations and learning it from labelled runs. Not here: decoding with it
(`decoding`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.ml.segments import number_runs

_SHORT_SHARE = 0.01
# A minimum costs one more cell of the decoder for each window, and long ones help no further.
_LONGEST_MINIMUM = 6


@dataclass(frozen=True)
class Durations:
    """Runs of at least `shortest` windows that then end with probability `ends` after each."""

    shortest: int
    ends: float

    @property
    def mean(self) -> float:
        """Expected length of a run in windows."""
        return self.shortest - 1 + 1 / self.ends


@dataclass(frozen=True)
class DurationLaw:
    """Durations of both states, and the share of carrying windows."""

    empty: Durations
    carrying: Durations
    carrying_share: float


def learn_durations(label: np.ndarray, session: np.ndarray) -> DurationLaw:
    """Learn the law from runs of equal label, (n,) each, ordered by session and time.

    A run at the edge of its session was cut there: it counts as time, not as an end, so the mean
    is the estimate under censoring (windows after the minimum by ends seen). The minimum is the
    length that 1 % of the whole runs stay below.
    """
    share = float(np.clip(label.mean(), 0.001, 0.999))
    return DurationLaw(_learn(~label, session), _learn(label, session), share)


def _learn(state: np.ndarray, session: np.ndarray) -> Durations:
    run = number_runs(state, session)
    length = np.bincount(run[state])
    if not len(length):
        return Durations(1, 0.5)
    first = np.flatnonzero(np.diff(run, prepend=-1) * state)
    last = first + length - 1
    edge = np.flatnonzero(np.diff(session)) + 1
    opens, closes = np.append(0, edge), np.append(edge, len(state)) - 1
    whole = ~np.isin(first, opens) & ~np.isin(last, closes)
    if not whole.any():
        return Durations(1, float(1 / (length.mean() + 1)))
    shortest = int(np.quantile(length[whole], _SHORT_SHARE, method="lower"))
    shortest = min(max(shortest, 1), _LONGEST_MINIMUM)
    exposed = np.maximum(length - shortest + 1, 0).sum()
    return Durations(shortest, float(np.clip(whole.sum() / exposed, 1e-4, 0.999)))
