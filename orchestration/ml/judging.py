"""Probabilities of windows that their model never saw.

Lives here: applying splits to candidates. Not here: scores of the outcome (`evaluation`), and what
is made of probabilities (`readout`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.heights import height_columns
from orchestration.ml.models import Candidate, fit, predict_probability
from orchestration.ml.parallel import run_tasks
from orchestration.ml.readout import Readout
from orchestration.ml.sampling import cap_rows
from orchestration.ml.splits import Fold, Split

# Enough for a curve of what probabilities mean without height, over all folds.
_WITHOUT_HEIGHT = 50_000


@dataclass(frozen=True, eq=False)
class Prediction:
    """What one fold's model says of the rows that it never saw."""

    estimator: Any
    rows: np.ndarray
    said: np.ndarray
    blinded_rows: np.ndarray
    """Some of the rows, as whole sessions, that it was asked again ..."""
    blinded_said: np.ndarray
    """... with their heights taken out."""

    def outside(self, left_out: np.ndarray, blinded: bool) -> tuple[np.ndarray, np.ndarray]:
        """Rows, and what is said of them, without those `left_out` (sorted)."""
        rows, said = (self.blinded_rows, self.blinded_said) if blinded else (self.rows, self.said)
        kept = ~np.isin(rows, left_out, assume_unique=True)
        return rows[kept], said[kept]


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
    predicted: np.ndarray
    """(n,) bool: the state that is made of it."""
    known: np.ndarray
    """(n,) bool: whether that state is sure enough to be told."""
    duty_s: np.ndarray
    vehicle: np.ndarray | None
    session: np.ndarray | None
    rows: np.ndarray
    """Positions in the dataset."""
    predictions: dict[str, Prediction]
    """By fold, its model and what it said."""


def judge(
    dataset: Dataset,
    plan: Sequence[tuple[Candidate, Split]],
    config: TrainingConfig,
    threads: int = 1,
) -> list[dict[str, Prediction]]:
    """For each candidate and split: fit on each fold's training side and predict its other side.

    All folds of the plan share `threads`; the outcome does not depend on their number.
    """
    tasks = [
        partial(_fit_and_predict, dataset, candidate, fold, len(split.folds), config)
        for candidate, split in plan
        for fold in split.folds
    ]
    done = iter(run_tasks(tasks, threads))
    return [{fold.name: next(done) for fold in split.folds} for _, split in plan]


def _fit_and_predict(
    dataset: Dataset, candidate: Candidate, fold: Fold, folds: int, config: TrainingConfig
) -> Prediction:
    # Many models judge and one is kept: what they learn from is capped apart, and lower.
    judges = len(fold.test) > 0
    learned = cap_rows(dataset, fold.train, config.judge_cap if judges else None, config.seed)
    estimator = fit(dataset, candidate, learned, config)
    said = predict_probability(estimator, dataset.inputs(candidate.inputs), fold.test)
    rows = fold.test[:0]
    if candidate.inputs == "features" and len(fold.test):
        rows = cap_rows(dataset, fold.test, _WITHOUT_HEIGHT // folds, config.seed)
    blinded = dataset.features[rows]
    blinded[:, height_columns(dataset.contract.names)] = np.nan
    blinded_said = predict_probability(estimator, blinded) if len(rows) else said[:0]
    return Prediction(estimator, fold.test, said, rows, blinded_said)


def assemble(
    dataset: Dataset,
    model: str,
    split: Split,
    predictions: dict[str, Prediction],
    threshold: float,
    *,
    whole_sessions: bool = True,
) -> Judged:
    """Bring the judged sides of all folds into the dataset's order."""
    parts = list(predictions.values())
    rows = np.concatenate([part.rows for part in parts])
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    probability = np.concatenate([part.said for part in parts])[order]
    vehicles = np.asarray(dataset.vehicles, dtype=object)
    return Judged(
        model=model,
        split=split.name,
        fold=np.repeat(list(predictions), [len(part.rows) for part in parts])[order],
        actual=dataset.label[rows],
        probability=probability,
        predicted=probability >= threshold,
        known=np.ones(len(rows), dtype=bool),
        duty_s=dataset.duty_s[rows],
        vehicle=vehicles[dataset.vehicle[rows]],
        session=dataset.session[rows] if whole_sessions else None,
        rows=rows,
        predictions=predictions,
    )


def sharing(judged: Judged, other: Judged) -> Judged:
    """The same, on the other one's arrays where both judge the same rows: millions, held once."""
    if judged.fold is other.fold or not np.array_equal(judged.rows, other.rows):
        return judged
    names = ("rows", "fold", "actual", "duty_s", "vehicle", "session")
    return replace(judged, **{name: getattr(other, name) for name in names})


def read_out(
    dataset: Dataset,
    judged: Judged,
    readouts: Mapping[str, Readout],
    model: str,
    how: Literal["centred", "causal"] = "centred",
) -> Judged:
    """The same windows with the states that each fold's readout makes of them."""
    probability, predicted = judged.probability.copy(), judged.predicted.copy()
    known = judged.known.copy()
    for fold, readout in readouts.items():
        of = np.flatnonzero(judged.fold == fold)
        rows = judged.rows[of]
        states = readout.read(
            judged.probability[of], dataset.blind[rows], dataset.session[rows], how
        )
        probability[of], predicted[of], known[of] = (
            states.probability,
            states.carrying,
            states.known,
        )
    return replace(judged, model=model, probability=probability, predicted=predicted, known=known)
