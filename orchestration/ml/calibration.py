"""Probabilities that mean what they say.

Lives here: the monotone curve from what a model says to how often it is right. Not here: which
predictions it is fitted on (`nested`): only ones of windows that the model never saw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from orchestration.ml.config import CalibrationMethod

_KNOTS = 33
# Never certain: a share of 0 or 1 in a bin of calibration data is no proof.
_LEAST = 0.002
_EDGE = 1e-6


@dataclass(frozen=True)
class Calibration:
    """A piecewise linear curve through knots, in log odds on the side of the model."""

    said: tuple[float, ...]
    """Log odds that the model gives, rising."""
    meant: tuple[float, ...]
    """Probability at each of them, not falling."""

    def apply(self, probability: np.ndarray) -> np.ndarray:
        """Calibrated probability, (n,); order is kept."""
        if not self.said:
            return probability
        return np.interp(log_odds(probability), self.said, self.meant)

    @classmethod
    def from_dict(cls, given: dict[str, list[float]]) -> Calibration:
        """Inverse of `dataclasses.asdict`, also from JSON."""
        return cls(tuple(given["said"]), tuple(given["meant"]))


AS_SAID = Calibration((), ())
"""Leaves probabilities as they are."""


def fit_calibration(
    probability: np.ndarray, actual: np.ndarray, weight: np.ndarray, method: CalibrationMethod
) -> Calibration:
    """Fit the curve on windows, (n,) each, that the model never saw.

    Without both states, or without weight, there is nothing to fit: probabilities stay as said.
    """
    if method == "none" or not weight.any() or actual.all() or not actual.any():
        return AS_SAID
    said = log_odds(probability)
    if method == "platt":
        line = LogisticRegression(C=1e6).fit(said[:, None], actual, sample_weight=weight)
        knots = np.linspace(said.min(), said.max(), _KNOTS)
        if line.coef_[0, 0] <= 0:  # what says the contrary of the truth has no monotone curve
            return AS_SAID
        meant = line.predict_proba(knots[:, None])[:, 1]
        return Calibration(
            tuple(knots.tolist()), tuple(np.clip(meant, _LEAST, 1 - _LEAST).tolist())
        )
    return _isotonic(said, actual, weight)


def _isotonic(said: np.ndarray, actual: np.ndarray, weight: np.ndarray) -> Calibration:
    """Isotonic regression of bins of equal count; a curve between them, where raw steps overfit."""
    order = np.argsort(said, kind="stable")
    bins = np.arange(len(order)) * min(_KNOTS, len(order)) // len(order)
    weighed = weight[order]
    time = np.bincount(bins, weights=weighed)
    held = time > 0
    mean = np.bincount(bins, weights=weighed * said[order])[held] / time[held]
    carrying = np.bincount(bins, weights=weighed * actual[order])[held]
    # Bins of one value, said very often, are one knot.
    mean, knot = np.unique(mean, return_inverse=True)
    time = np.bincount(knot, weights=time[held])
    share = np.bincount(knot, weights=carrying) / time
    meant = IsotonicRegression().fit_transform(mean, share, sample_weight=time)
    return Calibration(tuple(mean.tolist()), tuple(np.clip(meant, _LEAST, 1 - _LEAST).tolist()))


def log_odds(probability: np.ndarray) -> np.ndarray:
    """Log of p / (1 - p), kept finite."""
    p = np.clip(probability, _EDGE, 1 - _EDGE)
    return np.log(p / (1 - p))
