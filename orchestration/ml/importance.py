"""Which signals the model lives on, measured where it cannot remember.

Lives here: permutation importance on held-out vehicles. Not here: importance on training rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.judging import Judged
from orchestration.ml.metrics import pr_auc
from orchestration.ml.neighbours import parse
from orchestration.ml.parallel import run_tasks
from orchestration.ml.sampling import cap_rows
from orchestration.ml.trees import probabilities_of

COLUMNS = ["kind", "feature", "feature_group", "importance", "importance_std"]


def permutation_importance(
    dataset: Dataset, judged: Judged, config: TrainingConfig, threads: int = 1
) -> pd.DataFrame:
    """Loss of PR-AUC when a feature, or a whole group, is shuffled over a fold's held-out windows.

    What neighbouring windows say of one column, on one side, is one feature (`past_lift_up_m`):
    shuffled one by one, they would stand in for each other. One shuffle a fold; mean and standard
    deviation over folds, so the spread is that between vehicles. Related features still stand in
    for each other: a small value of one is no proof that its signal is idle, which is why groups
    (`kind` = `group`) are measured too. Folds that hold one class only say nothing and are left
    out. Returns columns kind, feature, feature_group, importance, importance_std, most important
    first.
    """
    contract = dataset.contract
    subjects = [
        ("feature", name, group, columns)
        for (name, group), columns in _features(contract.names, contract.groups).items()
    ]
    subjects += [
        ("group", group, group, contract.columns_of(group))
        for group in dict.fromkeys(contract.groups)
    ]
    column_sets = [columns for *_, columns in subjects]
    losses = run_tasks(
        [
            partial(_losses, dataset, judged, fold, column_sets, config)
            for fold in judged.predictions
        ],
        threads,
    )
    table = pd.DataFrame([subject[:3] for subject in subjects], columns=COLUMNS[:3])
    measured = np.array([loss for loss in losses if loss is not None])
    measured = measured.reshape(len(measured), len(subjects))
    table["importance"] = measured.mean(axis=0) if len(measured) else np.nan
    table["importance_std"] = measured.std(axis=0) if len(measured) else np.nan
    return table.sort_values(
        ["kind", "importance", "feature"], ascending=[True, False, True], ignore_index=True
    )


def _features(names: Sequence[str], groups: Sequence[str]) -> dict[tuple[str, str], list[int]]:
    """Positions of the columns of each feature, by its name and group, in the order of columns."""
    found: dict[tuple[str, str], list[int]] = {}
    for position, (name, group) in enumerate(zip(names, groups, strict=True)):
        neighbour = parse(name)
        feature = name if neighbour is None else f"{group}_{neighbour[0]}"
        found.setdefault((feature, group), []).append(position)
    return found


def _losses(
    dataset: Dataset,
    judged: Judged,
    fold: str,
    column_sets: list[list[int]],
    config: TrainingConfig,
) -> np.ndarray | None:
    """(subjects,) loss of PR-AUC in one fold; null when it holds one class only."""
    cap = max(1, config.importance_rows // len(judged.predictions))
    rows = cap_rows(dataset, judged.rows[judged.fold == fold], cap, config.seed)
    # A session of each vehicle is too much of a large fleet, and no row needs its neighbours here.
    rows = np.sort(np.random.default_rng(config.seed).permutation(rows)[:cap])
    label, weight = dataset.label[rows], dataset.duty_s[rows]
    matrix = dataset.features[rows]
    probabilities = probabilities_of(judged.predictions[fold].estimator)
    before = pr_auc(label, probabilities(matrix), weight)
    if before is None:
        return None
    shuffled = np.random.default_rng(config.seed).permutation(len(rows))
    losses = np.empty(len(column_sets))
    for number, columns in enumerate(column_sets):
        kept = matrix[:, columns].copy()
        matrix[:, columns] = kept[shuffled]
        after = pr_auc(label, probabilities(matrix), weight)
        losses[number] = before - after if after is not None else np.nan
        matrix[:, columns] = kept
    return losses
