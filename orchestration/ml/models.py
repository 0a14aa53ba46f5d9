"""The candidates that every split judges.

Lives here: the model, its rivals and what each of them reads. Not here: fitting loops.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier

from orchestration.errors import TrainingError
from orchestration.ml.baselines import HeightOnlyRule, ProductRule
from orchestration.ml.boosting import CarryStateClassifier
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset, Inputs
from orchestration.ml.parallel import run_tasks
from orchestration.ml.sampling import cap_rows

MODEL = "hist_gradient_boosting"
LEAKY = "leaky_logistic_regression"

# Trees are walked row by row: this many rows of some 80 features stay in the cache, which doubles
# the speed against one pass over everything.
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True)
class Candidate:
    """A classifier by name, the inputs it reads and how to make an unfitted one."""

    name: str
    inputs: Inputs
    make: Callable[[], Any]


def make_model(config: TrainingConfig) -> CarryStateClassifier:
    """The gradient boosted trees: null-tolerant, and bit-equal on rerun at any thread count.

    Early stopping stays off: it would judge on random rows.
    """
    return CarryStateClassifier(
        **config.boosting.model_dump(),
        class_weight=config.class_weight,
        categorical_features=None,
        early_stopping=False,
        random_state=config.seed,
    )


def candidates(config: TrainingConfig) -> tuple[Candidate, ...]:
    """The model first, then the baselines that share its splits."""
    rule = config.height_rule
    return (
        Candidate(MODEL, "features", lambda: make_model(config)),
        Candidate("majority", "instant", lambda: DummyClassifier(strategy="prior")),
        Candidate("height_only_rule", "instant", lambda: HeightOnlyRule(**rule.model_dump())),
        Candidate("product_rule", "label", ProductRule),
    )


def fit(dataset: Dataset, candidate: Candidate, rows: np.ndarray, config: TrainingConfig) -> Any:
    """Fit a candidate on a capped sample of `rows`; weights have mean 1.

    Raises `TrainingError` when the sample lost one of the classes.
    """
    sample = cap_rows(dataset, rows, config.row_cap, config.seed)
    if dataset.label[sample].all() or not dataset.label[sample].any():
        raise TrainingError(
            f"the {len(sample)} windows left by row_cap={config.row_cap} hold one state only:"
            " raise row_cap or add telemetry"
        )
    weights = dataset.training_weights(config.purity_weight)[sample]
    weights = weights / weights.mean() if weights.any() else np.ones(len(sample))
    estimator = candidate.make()
    matrix = dataset.inputs(candidate.inputs)
    estimator.fit(matrix[sample], dataset.label[sample], sample_weight=weights)
    return estimator


def predict_probability(
    estimator: Any, matrix: np.ndarray, rows: np.ndarray | None = None, threads: int = 1
) -> np.ndarray:
    """Probability of carrying, shape (n,), of all rows of a matrix or of those given.

    The value of a row depends neither on the rows beside it nor on the number of threads.
    """
    count = len(matrix) if rows is None else len(rows)
    result = np.empty(count)

    def predict_part(part: range) -> None:
        for start in part:
            block = slice(start, start + _ROWS_AT_ONCE)
            inputs = matrix[block] if rows is None else matrix[rows[block]]
            result[block] = estimator.predict_proba(inputs)[:, 1]

    starts = range(0, count, _ROWS_AT_ONCE)
    run_tasks(
        [partial(predict_part, starts[number::threads]) for number in range(threads)], threads
    )
    return result
