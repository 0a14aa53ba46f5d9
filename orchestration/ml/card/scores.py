"""The pooled scores of a run.

Lives here: finding one of them, as a number or as text. Not here: any formula, how a figure is
written (`figures.py`), and tables (`score_tables.py`).
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from orchestration.ml.card.figures import relative, score, share
from orchestration.ml.schema import ALL

RANDOM_ROWS = "random_rows"
MAIN = {"f1": "F1", "mcc": "MCC", "segment_f1": "Segment F1", "carry_hours_error": "Carry hours"}
MORE = {
    "balanced_accuracy": "Balanced accuracy",
    "precision": "Precision",
    "recall": "Recall",
    "pr_auc": "PR-AUC",
    "brier": "Brier",
    "calibration_error": "ECE",
    "known_f1": "F1 of the known",
    "segment_count_error": "Carries",
    "unknown_share": "Unknown",
}
_RELATIVE, _SHARES = ("carry_hours_error", "segment_count_error"), ("unknown_share",)


class Found(NamedTuple):
    """A score with its interval; null where there is none."""

    value: float | None
    low: float | None
    high: float | None


class Scores:
    """The pooled scores of a run, by model, split and metric."""

    def __init__(self, metrics: pd.DataFrame) -> None:
        rows = pooled(metrics)
        rows = rows.astype({"value": object, "low": object, "high": object})
        rows = rows.where(rows.notna(), None)
        keys = zip(rows["model"], rows["split"], rows["metric"], strict=True)
        values = map(Found, rows["value"], rows["low"], rows["high"])
        self._found = dict(zip(keys, values, strict=True))

    def find(self, model: str, split: str, metric: str) -> Found:
        """One score."""
        return self._found.get((model, split, metric), Found(None, None, None))

    def cell(self, model: str, split: str, metric: str, *, interval: bool = True) -> str:
        """One score as text."""
        found = self.find(model, split, metric)
        shown = found if interval else Found(found.value, None, None)
        if metric in _SHARES:
            return share(shown.value)
        return relative(*shown) if metric in _RELATIVE else score(*shown)

    def models(self, split: str) -> list[str]:
        """Models that were judged on a split, the best F1 first."""
        f1 = {
            model: found.value if found.value is not None else -1.0
            for (model, judged_on, metric), found in self._found.items()
            if judged_on == split and metric == "f1"
        }
        return sorted(f1, key=lambda model: (-f1[model], model))

    def splits(self) -> list[str]:
        """Splits in which nothing of what is judged was learned from, as they were judged."""
        splits = dict.fromkeys(split for _, split, _ in self._found)
        return [name for name in splits if not name.startswith(RANDOM_ROWS)]


def pooled(table: pd.DataFrame) -> pd.DataFrame:
    """The rows over all folds and vehicles."""
    return table[(table["fold"] == ALL) & (table["vehicle_id"] == ALL)]
