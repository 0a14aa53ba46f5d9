"""The tables of scores in a card.

Lives here: laying out `ml.model_metrics` for people. Not here: finding a score (`scores.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from orchestration.ml.card.figures import NOTHING, difference, human
from orchestration.ml.card.scores import MAIN, MORE, RANDOM_ROWS, Scores
from orchestration.ml.models import LEAKY

_COURSE = {
    "": ("yes", "the window itself"),
    "_decoded": ("yes", "the whole session"),
    "_causal": ("no", "the window itself"),
    "_causal_filtered": ("no", "the course so far"),
}


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
