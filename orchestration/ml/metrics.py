"""Scores of a binary classifier on weighted windows.

Lives here: formulas on arrays. Not here: what is a fold or a vehicle. Every score is weighted by
time, and is null (None) where it is not defined, never a number that stands for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

_BINS = 10


@dataclass(frozen=True)
class Confusion:
    """Weights (seconds) of the four outcomes."""

    true_positive: float
    false_positive: float
    false_negative: float
    true_negative: float

    @property
    def precision(self) -> float | None:
        """TP / (TP + FP)."""
        return _ratio(self.true_positive, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float | None:
        """TP / (TP + FN)."""
        return _ratio(self.true_positive, self.true_positive + self.false_negative)

    @property
    def f1(self) -> float | None:
        """2 TP / (2 TP + FP + FN)."""
        errors = self.false_positive + self.false_negative
        return _ratio(2 * self.true_positive, 2 * self.true_positive + errors)

    @property
    def balanced_accuracy(self) -> float | None:
        """Mean of the recalls of both classes; null when only one occurs."""
        specificity = _ratio(self.true_negative, self.true_negative + self.false_positive)
        if self.recall is None or specificity is None:
            return None
        return (self.recall + specificity) / 2

    @property
    def mcc(self) -> float | None:
        """Matthews correlation, rounding kept within -1..1; null when a side has one class."""
        tp, fp = self.true_positive, self.false_positive
        fn, tn = self.false_negative, self.true_negative
        product = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
        value = _ratio(tp * tn - fp * fn, float(product))
        return None if value is None else min(1.0, max(-1.0, value))


def confusion_of(actual: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> Confusion:
    """Weighted confusion of two bool arrays, all of shape (n,)."""
    cell = 2 * actual.astype(np.int8) + predicted
    tn, fp, fn, tp = np.bincount(cell, weights=weight, minlength=4).tolist()
    return Confusion(tp, fp, fn, tn)


def pr_auc(actual: np.ndarray, probability: np.ndarray, weight: np.ndarray) -> float | None:
    """Average precision, Σ (R_k - R_{k-1}) P_k; null when only one class occurs.

    Our own, as scikit-learn's spends milliseconds on looking at its inputs, and a training run asks
    for thousands, one a vehicle and model.
    """
    if actual.all() or not actual.any():
        return None
    order = np.argsort(-probability, kind="stable")
    ends = np.flatnonzero(np.diff(probability[order], append=-1.0))  # ties are decided together
    found = np.cumsum(weight[order])[ends]
    true = np.cumsum(np.where(actual[order], weight[order], 0.0))[ends]
    gained = np.diff(true, prepend=0.0)
    total = float(true[-1])
    # Not a dot product: how that adds up depends on the threads of linear algebra.
    return _ratio(float((gained * (true / np.where(found > 0, found, 1.0))).sum()), total)


def brier(actual: np.ndarray, probability: np.ndarray, weight: np.ndarray) -> float | None:
    """Weighted mean of (probability - actual)²; null without weight."""
    return _ratio(float((weight * (probability - actual) ** 2).sum()), float(weight.sum()))


def calibration_curve(
    actual: np.ndarray, probability: np.ndarray, weight: np.ndarray, bins: int = _BINS
) -> pd.DataFrame:
    """Equal-width bins that hold time: columns bin, mean_probability, carrying_share, duty_s."""
    names = ("bin", "mean_probability", "carrying_share", "duty_s")
    return pd.DataFrame(dict(zip(names, _bins(actual, probability, weight, bins), strict=True)))


def _bins(
    actual: np.ndarray, probability: np.ndarray, weight: np.ndarray, bins: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Number, mean probability, share that carries and time of each bin that holds time."""
    index = np.minimum((probability * bins).astype(np.int64), bins - 1)
    time = np.bincount(index, weights=weight, minlength=bins)
    held = time > 0
    mean = np.bincount(index, weights=weight * probability, minlength=bins)[held] / time[held]
    share = np.bincount(index, weights=weight * actual, minlength=bins)[held] / time[held]
    return np.flatnonzero(held), mean, share, time[held]


def calibration_error(
    actual: np.ndarray, probability: np.ndarray, weight: np.ndarray
) -> float | None:
    """Expected calibration error: time-weighted mean of |mean probability - carrying share|."""
    _, mean, share, time = _bins(actual, probability, weight, _BINS)
    return _ratio(float(np.abs(mean - share) @ time), float(time.sum()))


def share(mask: np.ndarray, weight: np.ndarray) -> float | None:
    """Weighted share of a bool array; null without weight."""
    return _ratio(float(weight[mask].sum()), float(weight.sum()))


def excess(found: float, actual: float) -> float | None:
    """Error relative to what there is: 0.1 is 10 % too much; null where there is none."""
    return float(found) / float(actual) - 1 if actual > 0 else None


def _ratio(numerator: float, denominator: float) -> float | None:
    return numerator / denominator if denominator > 0 else None
