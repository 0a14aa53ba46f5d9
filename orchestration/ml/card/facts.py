"""What a card says, as the values that its template names.

Lives here: figures of data, labels and settings. Not here: the words around them
(`templates/model.md.jinja`), tables of scores, features and vehicles, and pictures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from orchestration.ml.card.feature_tables import feature_table, unseen_table
from orchestration.ml.card.figures import human, score, share
from orchestration.ml.card.score_tables import (
    course_table,
    looking_back,
    main_table,
    more_table,
    optimism_table,
)
from orchestration.ml.card.scores import MAIN, MORE, Scores
from orchestration.ml.card.surroundings import Surroundings
from orchestration.ml.card.text import plain
from orchestration.ml.card.vehicles import SHOWN, held_out_table, left_out_table
from orchestration.ml.config import PARAMETERS_OF, TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.train import TrainingResult


def model_facts(result: TrainingResult, dataset: Dataset, around: Surroundings) -> dict[str, Any]:
    """Everything that the template of a trained model names, but for the pictures."""
    judged, config = result.decoded, result.config
    scores = Scores(result.metrics)
    groups = result.importance[result.importance["kind"] == "group"]
    return {
        "result": result,
        "config": config,
        "around": around,
        "labels": label_facts(dataset),
        "shown_vehicles": SHOWN,
        "held_out_vehicles": held_out_table(result.metrics, judged),
        "left_out_vehicles": left_out_table(around.vehicles, result.rows_per_vehicle),
        "left_out_windows": counted(result.rows_excluded, "Why", "Windows"),
        "features": feature_table(result),
        "unseen": unseen_table(around.mart_columns),
        "main": {
            metric: scores.cell(judged.model, judged.split, metric) for metric in (*MAIN, *MORE)
        },
        "score_tables": {
            split: (main_table(scores, split), more_table(scores, split))
            for split in scores.splits()
        },
        "optimism": optimism_table(scores, config.model, judged.split),
        "course": course_table(scores, config.model, judged.split),
        "looking_back": looking_back(scores, config.model, judged.split),
        "group_importance": importance_table(groups),
        "changed_settings": json.dumps(changed_settings(config.model_dump(mode="json"))),
        "settings": settings_table(config),
        "libraries": counted(result.library_versions, "Library", "Version"),
    }


def label_facts(dataset: Dataset) -> dict[str, Any]:
    """How much is labelled, how much of it carries, and how pure the labels are."""
    duty_s, purity = dataset.duty_s, dataset.purity
    total = float(duty_s.sum())
    return {
        "windows": len(dataset),
        "vehicles": len(dataset.vehicles),
        "hours": total / 3600,
        "carrying": share(float(duty_s[dataset.label].sum()) / total),
        "mixed": share(float(duty_s[purity < 1].sum()) / total),
        "other_state": f"{100 * float(duty_s @ (1 - purity)) / total:.2f} %",
        "blind": share(float(duty_s[dataset.blind].sum()) / total),
    }


def importance_table(groups: pd.DataFrame) -> pd.DataFrame:
    """Whole groups of features, shuffled together."""
    return pd.DataFrame(
        {
            "Group": groups["feature"],
            "Loss of PR-AUC": groups["importance"].map(score),
            "± over folds": groups["importance_std"].map(score),
        }
    )


def changed_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings that differ from their defaults, as they would be given."""
    default = TrainingConfig().model_dump(mode="json")
    return {name: value for name, value in settings.items() if value != default[name]}


def settings_table(config: TrainingConfig) -> pd.DataFrame:
    """Every setting by the name that it is given by, without those of other models."""
    others = set(PARAMETERS_OF) - {
        name for name, model in PARAMETERS_OF.items() if model == config.model
    }
    values = config.model_dump(mode="json", exclude=others)
    rows = [(f"`{name}`", plain(_said(value))) for name, value in flat(values).items()]
    return pd.DataFrame(rows, columns=["Setting", "Value"])


def flat(settings: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings by their dotted names."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        inner = isinstance(value, dict)
        found |= flat(value, f"{prefix}{name}.") if inner else {prefix + name: value}
    return found


def counted(values: Mapping[str, int | str], name: str, value: str) -> pd.DataFrame:
    """A mapping as a table of two columns."""
    rows = [
        (plain(human(key)), f"{one:,}" if isinstance(one, int) else one)
        for key, one in values.items()
    ]
    return pd.DataFrame(rows, columns=[name, value])


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "none" if value is None else str(value)
