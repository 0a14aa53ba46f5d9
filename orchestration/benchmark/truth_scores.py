"""What each judge says, scored against what really happened.

Lives here: scores by group of windows, and their intervals over vehicles. Not here: the windows
(`truth_windows`), and scores that need no truth (`ml/evaluation.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from orchestration.benchmark.truth_windows import JUDGES
from orchestration.ml.intervals import vehicle_intervals, vehicle_sums
from orchestration.ml.metrics import calibration_error, confusion_of, excess
from orchestration.ml.segments import match_segments

SCORES = (
    "f1",
    "mcc",
    "balanced_accuracy",
    "segment_f1",
    "hours_error",
    "count_error",
    "calibration_error",
    "unknown_share",
)
_DRAWS, _SEED = 1000, 0


def score_by(
    windows: pd.DataFrame, keys: Sequence[str], judges: Sequence[str] = tuple(JUDGES)
) -> pd.DataFrame:
    """Scores of each judge on each group; columns keys, judge, vehicles, windows, carrying_share.

    Window scores count windows. A segment is found when its overlap is at least half of the union
    in time. Errors of hours and counts are shares of the true ones, positive is too much. The
    calibration error is of a model's probabilities. Null is what is not defined, or not said.
    """
    rows = []
    for group, part in windows.groupby(list(keys), sort=True):
        shared = dict(zip(keys, group, strict=True)) | {
            "vehicles": part["vehicle_id"].nunique(),
            "windows": len(part),
            "carrying_share": float(part["truth"].mean()),
        }
        rows += [{**shared, "judge": judge, **scores_of(part, judge)} for judge in judges]
    return pd.DataFrame(rows, columns=[*_head(keys), *SCORES])


def _head(keys: Sequence[str]) -> list[str]:
    return [*keys, "vehicles", "windows", "carrying_share", "judge"]


def scores_of(windows: pd.DataFrame, judge: str) -> dict[str, float | None]:
    """All `SCORES` of one judge where it says anything; of nothing, all are null."""
    known = windows[windows[judge].notna()]
    scores: dict[str, float | None] = dict.fromkeys(SCORES)
    if known.empty:
        return scores
    truth, said = (known[name].to_numpy(dtype=bool) for name in ("truth", judge))
    observed_s = known["observed_s"].to_numpy(dtype=np.float64)
    true_s = float(observed_s @ known["true_share"].to_numpy(dtype=np.float64))
    cells = confusion_of(truth, said, np.ones(len(known)))
    match = match_segments(truth, said, _sessions(known), observed_s)
    scores |= {
        "f1": cells.f1,
        "mcc": cells.mcc,
        "balanced_accuracy": cells.balanced_accuracy,
        "segment_f1": match.f1,
        "hours_error": excess(observed_s[said].sum(), true_s),
        "count_error": excess(match.predicted, match.actual),
    }
    if (probability := f"{judge}_probability") in known:
        given = known[probability].to_numpy(dtype=np.float64)
        scores["calibration_error"] = calibration_error(truth, given, observed_s)
    if (unknown := f"{judge}_unknown") in known:
        scores["unknown_share"] = float(known[unknown].astype(bool).mean())
    return scores


def intervals_of(windows: pd.DataFrame, judge: str) -> dict[str, tuple[float | None, float | None]]:
    """95 % intervals of `f1` and `segment_f1`, by a bootstrap over vehicles."""
    sums = []
    for _, part in windows[windows[judge].notna()].groupby("vehicle_id", sort=True):
        truth, said = (part[name].to_numpy(dtype=bool) for name in ("truth", judge))
        observed_s = part["observed_s"].to_numpy(dtype=np.float64)
        cells = confusion_of(truth, said, np.ones(len(part)))
        sums.append(vehicle_sums(cells, match_segments(truth, said, _sessions(part), observed_s)))
    return vehicle_intervals(sums, _DRAWS, _SEED)


def _sessions(windows: pd.DataFrame) -> np.ndarray:
    return pd.factorize(windows["vehicle_id"] + "|" + windows["session_id"])[0]
