"""How much each window's label is worth in a fit.

Lives here: weights from a label's own quality: time, purity, distance to the next transition. Not
here: weights of classes (the model's own), and weights of scores (on-duty time alone).

Labels are the rule's, not the truth: they are weakest where the state changes, as a sensor sees a
pallet a little late, and the rule closes and drops runs there.
"""

from __future__ import annotations

import numpy as np

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset


def training_weights(dataset: Dataset, config: TrainingConfig) -> np.ndarray:
    """(n,) weights of a fit: on-duty time, faded by purity and near transitions as configured."""
    weights = dataset.duty_s
    if config.purity_weight == "linear":
        weights = weights * (2.0 * dataset.purity - 1.0)
    if config.transition_fade_s:
        distance_s = seconds_to_transition(
            dataset.label, dataset.session, dataset.started_at, config.window_s
        )
        weights = weights * np.minimum(distance_s / config.transition_fade_s, 1.0)
    return weights


def seconds_to_transition(
    label: np.ndarray, session: np.ndarray, started_at: np.ndarray, window_s: float
) -> np.ndarray:
    """(n,) seconds from a window's middle to the nearest change of label in its session.

    Infinite in sessions of one label. A change lies where the first window after it begins; rows
    stand by session and time.
    """
    start_s = (started_at - np.datetime64(0, "ms")) / np.timedelta64(1, "s")
    begins = np.append(False, label[1:] != label[:-1]) & np.append(
        False, session[1:] == session[:-1]
    )
    changes = np.flatnonzero(begins)
    if not len(changes):
        return np.full(len(label), np.inf)
    after = np.searchsorted(changes, np.arange(len(label)), side="right")
    middle_s = start_s + window_s / 2
    distance_s = np.full(len(label), np.inf)
    for neighbour in (after - 1, after):
        known = (neighbour >= 0) & (neighbour < len(changes))
        change = changes[np.clip(neighbour, 0, len(changes) - 1)]
        known &= session[change] == session
        away_s = np.abs(middle_s - start_s[change])
        distance_s = np.where(known, np.minimum(distance_s, away_s), distance_s)
    return distance_s
