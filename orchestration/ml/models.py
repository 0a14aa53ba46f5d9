"""The candidates that every split judges.

Lives here: the model, its rivals, what each of them reads, one fit and one prediction. Not here:
unfitted estimators (`estimators`), and which splits they are judged on.
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
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset, Inputs
from orchestration.ml.estimators import OnColumns, make_estimator
from orchestration.ml.heights import height_columns, take_out
from orchestration.ml.parallel import run_tasks
from orchestration.ml.sampling import cap_rows, drawn_sessions
from orchestration.ml.trees import probabilities_of
from orchestration.ml.weights import training_weights

LEAKY = "leaky_logistic_regression"

# Trees are walked row by row, one after the other: this many rows of some 110 features stay in the
# cache meanwhile.
_ROWS_AT_ONCE = 4096


@dataclass(frozen=True)
class Candidate:
    """A classifier by name, the inputs it reads and how to make an unfitted one."""

    name: str
    inputs: Inputs
    make: Callable[[], Any]


def candidates(config: TrainingConfig) -> tuple[Candidate, ...]:
    """The model first, then the baselines that share its splits."""
    rule = config.height_rule
    return (
        Candidate(config.model, "features", lambda: make_estimator(config)),
        Candidate("majority", "instant", lambda: DummyClassifier(strategy="prior")),
        Candidate("height_only_rule", "instant", lambda: HeightOnlyRule(**rule.model_dump())),
        Candidate("product_rule", "label", ProductRule),
    )


def causal_candidate(dataset: Dataset, config: TrainingConfig) -> Candidate | None:
    """The model on the columns that do not look ahead; null where all do, or none does."""
    groups = dataset.contract.groups
    columns = [place for place, group in enumerate(groups) if group != "around"]
    if not config.causal or not columns or len(columns) == len(groups):
        return None
    return Candidate(
        f"{config.model}_causal", "features", lambda: OnColumns(make_estimator(config), columns)
    )


def fit(dataset: Dataset, candidate: Candidate, rows: np.ndarray, config: TrainingConfig) -> Any:
    """Fit a candidate on a capped sample of `rows`; weights have mean 1.

    Raises `TrainingError` when the sample lost one of the classes.
    """
    sample = cap_rows(dataset, rows, config.row_cap, config.seed)
    if dataset.label[sample].all() or not dataset.label[sample].any():
        raise TrainingError(
            f"the {len(sample)} windows left by row_cap={config.row_cap} and judge_cap="
            f"{config.judge_cap} hold one state only: raise row_cap and judge_cap, or add telemetry"
        )
    weights = training_weights(dataset, config)[sample]
    weights = weights / weights.mean() if weights.any() else np.ones(len(sample))
    estimator = candidate.make()
    matrix = dataset.inputs(candidate.inputs)[sample]
    if candidate.inputs == "features":
        unseen = drawn_sessions(dataset, sample, config.height_dropout, config.seed)
        take_out(matrix, unseen, height_columns(dataset.contract.names))
        # A column without any value cannot be cut into bins, a constant one is never split.
        matrix[:, np.isnan(matrix).all(axis=0)] = 0.0
    estimator.fit(matrix, dataset.label[sample], sample_weight=weights)
    return estimator


def predict_probability(
    estimator: Any, matrix: np.ndarray, rows: np.ndarray | None = None, threads: int = 1
) -> np.ndarray:
    """Probability of carrying, shape (n,), of all rows of a matrix or of those given.

    The value of a row depends neither on the rows beside it nor on the number of threads.
    """
    count = len(matrix) if rows is None else len(rows)
    result, probabilities = np.empty(count), probabilities_of(estimator)

    def predict_part(part: range) -> None:
        for start in part:
            block = slice(start, start + _ROWS_AT_ONCE)
            inputs = matrix[block] if rows is None else matrix[rows[block]]
            result[block] = probabilities(inputs)

    starts = range(0, count, _ROWS_AT_ONCE)
    run_tasks(
        [partial(predict_part, starts[number::threads]) for number in range(threads)], threads
    )
    return result
