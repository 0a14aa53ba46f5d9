"""What the model has to beat.

Lives here: estimators that learn nothing or too little. Not here: the model itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


class _Rule(ClassifierMixin, BaseEstimator, ABC):
    """A classifier that needs no fit; its probability is 0 or 1."""

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> Self:
        """Learn nothing."""
        self.classes_ = np.array([False, True])
        return self

    @abstractmethod
    def predict(self, X: np.ndarray) -> np.ndarray:
        """Decide each row, shape (n,) bool."""

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """0 or 1 for not carrying and carrying, shape (n, 2)."""
        carrying = self.predict(X).astype(np.float64)
        return np.column_stack([1.0 - carrying, carrying])


class ProductRule(_Rule):
    """The product rule itself, given as one column.

    On vehicles with a trusted load sensor the label *is* the rule's output, so its score against
    the label is 1 by construction. It stands in the table so that nobody takes the model's score
    for more than agreement with the rule; its own error shows only against simulated truth.
    """

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Repeat the rule's state, X of shape (n, 1)."""
        return X[:, 0].astype(bool)


class HeightOnlyRule(_Rule):
    """The carry rule without its load term: what is left of it when the load sensor is dead.

    Carrying is forks above `forks_up_m` and no faster than `speed_cap_kmh`. Unknown height is not
    up, unknown speed is not too fast.
    """

    def __init__(self, forks_up_m: float = 0.35, speed_cap_kmh: float = 7.2) -> None:
        self.forks_up_m = forks_up_m
        self.speed_cap_kmh = speed_cap_kmh

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Apply the limits, X of shape (n, 4): height in metres, load, speed in km/h, on duty."""
        decided: np.ndarray = (X[:, 0] > self.forks_up_m) & ~(X[:, 2] > self.speed_cap_kmh)
        return decided


def make_leaky_logistic_regression() -> Pipeline:
    """Standardised logistic regression on instantaneous height, load, speed and on duty.

    It reads the load flag that its label is made of, and it is judged on random rows whose
    neighbours it learned from: its score is not comparable and is named leaky everywhere.
    """
    return Pipeline(
        [
            ("missing_as_zero", SimpleImputer(strategy="constant", fill_value=0.0)),
            ("standardise", StandardScaler()),
            ("classify", LogisticRegression(max_iter=1000)),
        ]
    )
