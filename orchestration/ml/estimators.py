"""Unfitted models of the carry state.

Lives here: one estimator for each name that a configuration may give, bit-equal on rerun at any
thread count. Not here: parameters (`config`), fitting (`models`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self, TypeAlias

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from orchestration.ml.boosting import CarryStateClassifier
from orchestration.ml.config import TrainingConfig

Estimator: TypeAlias = CarryStateClassifier | RandomForestClassifier | Pipeline


def make_estimator(config: TrainingConfig) -> Estimator:
    """The model that the settings name; all of them take missing values."""
    if config.model == "random_forest":
        return RandomForestClassifier(
            **config.forest.model_dump(),
            class_weight=config.class_weight,
            random_state=config.seed,
            n_jobs=1,
        )
    if config.model == "logistic_regression":
        return WeightedPipeline(
            [
                ("fill", SimpleImputer(strategy="median", add_indicator=True)),
                ("standardise", StandardScaler()),
                (
                    "classify",
                    LogisticRegression(
                        **config.logistic.model_dump(), class_weight=config.class_weight
                    ),
                ),
            ]
        )
    # Early stopping stays off: it would judge on random rows.
    return CarryStateClassifier(
        **config.boosting.model_dump(),
        class_weight=config.class_weight,
        categorical_features=None,
        early_stopping=False,
        random_state=config.seed,
    )


class WeightedPipeline(Pipeline):
    """A pipeline whose last step takes the weights of `fit`, as every other estimator does."""

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Self:
        """Fit all steps; the weights count in the classifier alone."""
        super().fit(X, y, classify__sample_weight=sample_weight)
        return self


class OnColumns:
    """An estimator that sees some columns of a matrix; the others are never copied."""

    def __init__(self, estimator: Any, columns: Sequence[int]) -> None:
        self.estimator = estimator
        self.columns = list(columns)

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Self:
        """Fit on the columns."""
        self.estimator.fit(X[:, self.columns], y, sample_weight=sample_weight)
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Probabilities from the columns, (n, 2)."""
        return self.estimator.predict_proba(X[:, self.columns])
