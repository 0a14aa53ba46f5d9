"""How far scores would move with other vehicles.

Lives here: bootstrap intervals over vehicles. Not here: the scores themselves (`metrics`).

Windows of a vehicle resemble each other, so vehicles are drawn, not windows: with few of them, the
intervals are as wide as they have to be. All scores here are ratios of sums over vehicles, which
are summed once per vehicle and then drawn as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orchestration.ml.metrics import Confusion
from orchestration.ml.segments import SegmentMatch

LEVEL = 0.95

Sums = dict[str, np.ndarray]


def vehicle_sums(cells: Confusion, match: SegmentMatch) -> dict[str, float]:
    """What a vehicle adds to the sums that all scores are made of: seconds, and segments."""
    return {
        "tp": cells.true_positive,
        "fp": cells.false_positive,
        "fn": cells.false_negative,
        "tn": cells.true_negative,
        "actual": match.actual,
        "predicted": match.predicted,
        "matched": match.matched,
    }


def vehicle_intervals(
    vehicles: Sequence[dict[str, float]], draws: int, seed: int
) -> dict[str, tuple[float | None, float | None]]:
    """Low and high end of the 95 % interval of each score; none with fewer than two vehicles."""
    count = len(vehicles)
    if count < 2:
        return {}
    sums = {name: np.array([one[name] for one in vehicles], dtype=float) for name in vehicles[0]}
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), draws)
    drawn = {name: times @ values for name, values in sums.items()}
    tail = 100 * (1 - LEVEL) / 2
    intervals: dict[str, tuple[float | None, float | None]] = {}
    for name, values in _scores(drawn).items():
        known = values[np.isfinite(values)]
        if len(known):
            low, high = np.percentile(known, [tail, 100 - tail])
            intervals[name] = (float(low), float(high))
    return intervals


def _scores(drawn: Sums) -> Sums:
    """Scores of each draw; not a number where it is not defined."""
    tp, fp, fn, tn = (drawn[name] for name in ("tp", "fp", "fn", "tn"))
    with np.errstate(invalid="ignore", divide="ignore"):
        recall, specificity = tp / (tp + fn), tn / (tn + fp)
        product = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
        return {
            "f1": 2 * tp / (2 * tp + fp + fn),
            "precision": tp / (tp + fp),
            "recall": recall,
            "balanced_accuracy": (recall + specificity) / 2,
            "mcc": (tp * tn - fp * fn) / product,
            "carry_hours_error": (tp + fp) / (tp + fn) - 1,
            "segment_f1": 2 * drawn["matched"] / (drawn["actual"] + drawn["predicted"]),
            "segment_count_error": drawn["predicted"] / drawn["actual"] - 1,
        }
