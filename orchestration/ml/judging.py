"""Probabilities of windows that their model never saw.

Lives here: applying splits to candidates. Not here: scores of the outcome (`evaluation`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.models import Candidate, fit, predict_probability
from orchestration.ml.parallel import run_tasks
from orchestration.ml.splits import Fold, Split


@dataclass(frozen=True, eq=False)
class Judged:
    """Probabilities of rows that their model never saw, in the dataset's order; shapes (n,).

    `vehicle` and `session` are null where the rows are not whole sessions.
    """

    model: str
    split: str
    fold: np.ndarray
    actual: np.ndarray
    probability: np.ndarray
    duty_s: np.ndarray
    vehicle: np.ndarray | None
    session: np.ndarray | None
    rows: np.ndarray
    """Positions in the dataset."""
    estimators: dict[str, Any]
    """The fitted model of each fold."""


def judge(
    dataset: Dataset,
    plan: Sequence[tuple[Candidate, Split]],
    config: TrainingConfig,
    threads: int = 1,
) -> list[Judged]:
    """For each candidate and split: fit on each fold's training side and predict its other side.

    All folds of the plan share `threads`; the outcome does not depend on their number.
    """
    tasks = [
        partial(_fit_and_predict, dataset, candidate, fold, config)
        for candidate, split in plan
        for fold in split.folds
    ]
    done = iter(run_tasks(tasks, threads))
    return [
        _assemble(dataset, candidate.name, split, [next(done) for _ in split.folds])
        for candidate, split in plan
    ]


def _fit_and_predict(
    dataset: Dataset, candidate: Candidate, fold: Fold, config: TrainingConfig
) -> tuple[Any, np.ndarray]:
    estimator = fit(dataset, candidate, fold.train, config)
    return estimator, predict_probability(estimator, dataset.inputs(candidate.inputs), fold.test)


def _assemble(
    dataset: Dataset, model: str, split: Split, outcomes: list[tuple[Any, np.ndarray]]
) -> Judged:
    """Bring the judged sides of all folds into the dataset's order."""
    names = [fold.name for fold in split.folds]
    rows = np.concatenate([fold.test for fold in split.folds])
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    return Judged(
        model=model,
        split=split.name,
        fold=np.repeat(names, [len(fold.test) for fold in split.folds])[order],
        actual=dataset.label[rows],
        probability=np.concatenate([probability for _, probability in outcomes])[order],
        duty_s=dataset.duty_s[rows],
        vehicle=np.asarray(dataset.vehicles, dtype=object)[dataset.vehicle[rows]],
        session=dataset.session[rows],
        rows=rows,
        estimators=dict(zip(names, [estimator for estimator, _ in outcomes], strict=True)),
    )
