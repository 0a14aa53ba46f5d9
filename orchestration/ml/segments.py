"""Agreement of runs of carrying windows, not of single windows.

Lives here: finding runs and matching them by overlap in time. Not here: window scores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Sums of the same seconds in another order differ in the last bits: an overlap of exactly the
# asked share still counts.
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class SegmentMatch:
    """Counts of true, predicted and matched segments."""

    actual: int
    predicted: int
    matched: int

    @property
    def f1(self) -> float | None:
        """2 matched / (true + predicted); null when there is neither."""
        total = self.actual + self.predicted
        return 2 * self.matched / total if total else None


def number_runs(state: np.ndarray, session: np.ndarray) -> np.ndarray:
    """Number of the run of true windows each window is in, shape (n,); -1 outside.

    Rows are in time order within a session; a run never crosses sessions.
    """
    begins = state.copy()
    begins[1:] &= ~(state[:-1] & (session[1:] == session[:-1]))
    return np.where(state, np.cumsum(begins) - 1, -1)


def match_segments(
    actual: np.ndarray,
    predicted: np.ndarray,
    session: np.ndarray,
    weight: np.ndarray,
    iou: float = 0.5,
) -> SegmentMatch:
    """Match each predicted segment with at most one true one, overlap / union ≥ `iou` in time.

    All inputs have shape (n,), ordered by session and time. For `iou` ≥ 0.5 a segment has rivals
    only if each of them covers exactly half of it, so taking the first is a best matching.
    """
    true_run = number_runs(actual, session)
    found_run = number_runs(predicted, session)
    true_time = np.bincount(true_run[actual], weights=weight[actual])
    found_time = np.bincount(found_run[predicted], weights=weight[predicted])
    both = actual & predicted
    pairs, position = np.unique(
        true_run[both] * (len(found_time) + 1) + found_run[both], return_inverse=True
    )
    overlap = np.bincount(position, weights=weight[both], minlength=len(pairs))
    true_of, found_of = np.divmod(pairs, len(found_time) + 1)
    union = true_time[true_of] + found_time[found_of] - overlap
    close = overlap >= iou * union - _TOLERANCE
    true_of, first = np.unique(true_of[close], return_index=True)
    matched = len(np.unique(found_of[close][first]))
    return SegmentMatch(len(true_time), len(found_time), matched)
