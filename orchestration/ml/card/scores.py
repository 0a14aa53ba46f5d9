"""The tables of scores in a card.

Lives here: laying out `ml.model_metrics` for people. Not here: any formula, and how one figure is
written (`figures.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from orchestration.ml.card.figures import NOTHING, difference, human, relative, score, share
from orchestration.ml.evaluation import ALL
from orchestration.ml.models import LEAKY

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
_COURSE = {
    "": ("yes", "the window itself"),
    "_decoded": ("yes", "the whole session"),
    "_causal": ("no", "the window itself"),
    "_causal_filtered": ("no", "the course so far"),
}


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


def main_table(scores: Scores, split: str) -> pd.DataFrame:
    """One row per model, the best first: the scores that count, with their intervals."""
    return _by_model(scores, split, MAIN, interval=True)


def more_table(scores: Scores, split: str) -> pd.DataFrame:
    """One row per model in the same order: everything else, without intervals."""
    return _by_model(scores, split, MORE, interval=False)


def optimism_table(scores: Scores, model: str, honest: str) -> pd.DataFrame:
    """The same model by how its rows were held out, and how much each way flatters it."""
    reference = scores.find(model, honest, "f1").value
    ways = [(model, split) for split in (f"{RANDOM_ROWS}_optimistic", *scores.splits())]
    return pd.DataFrame(
        [
            {
                "Judged on": human(split),
                "Model": human(one),
                "F1": scores.cell(one, split, "f1"),
                "MCC": scores.cell(one, split, "mcc"),
                "F1 above held-out vehicles": NOTHING
                if split == honest
                else difference(scores.find(one, split, "f1").value, reference),
            }
            for one, split in [(LEAKY, f"{RANDOM_ROWS}_leaky"), *ways]
        ]
    )


def course_table(scores: Scores, model: str, split: str) -> pd.DataFrame:
    """The model by itself and as a course of states, looking ahead and not, as far as judged."""
    judged = scores.models(split)
    return pd.DataFrame(
        [
            {
                "Model": human(model + ending),
                "Looks ahead": ahead,
                "A state from": course,
                "F1": scores.cell(model + ending, split, "f1"),
                "Segment F1": scores.cell(model + ending, split, "segment_f1"),
            }
            for ending, (ahead, course) in _COURSE.items()
            if model + ending in judged
        ]
    )


def looking_back(scores: Scores, model: str, split: str) -> dict[str, str]:
    """By metric, what the course of states gains (mostly loses) by not looking ahead."""
    return {
        metric: difference(
            scores.find(f"{model}_causal_filtered", split, metric).value,
            scores.find(f"{model}_decoded", split, metric).value,
        )
        for metric in ("f1", "segment_f1")
    }


def _by_model(
    scores: Scores, split: str, shown: Mapping[str, str], *, interval: bool
) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"Model": human(model)}
            | {
                heading: scores.cell(model, split, metric, interval=interval)
                for metric, heading in shown.items()
            }
            for model in scores.models(split)
        ]
    )
