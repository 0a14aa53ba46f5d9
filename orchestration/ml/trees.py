"""Boosted trees, walked faster than by the class that grew them.

Lives here: the probabilities of a fitted `CarryStateClassifier` from single precision features, bit
for bit those of its `predict_proba`. Not here: growing trees (`boosting`), blocks of rows and
threads (`models`).

HistGradientBoosting copies the matrix to double precision and a node of 60 bytes at every step. The
walk over a scikit-learn `Tree` does neither, and takes a quarter of the time. Thresholds are double
in both, so that every comparison and every sum comes out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.tree._tree import Tree

from orchestration.ml.boosting import CarryStateClassifier
from orchestration.ml.estimators import OnColumns

Probabilities = Callable[[np.ndarray], np.ndarray]
"""From a matrix of features, (n, f), to the probability of carrying, (n,)."""

_NO_CHILD, _NO_FEATURE = -1, -2


def probabilities_of(estimator: Any) -> Probabilities:
    """The quickest way from features to the probabilities that a fitted estimator gives."""
    inner, columns = estimator, None
    if isinstance(estimator, OnColumns):
        inner, columns = estimator.estimator, estimator.columns
    if isinstance(inner, CarryStateClassifier):
        return _walk(inner, columns)
    return lambda matrix: estimator.predict_proba(matrix)[:, 1]


def _walk(estimator: CarryStateClassifier, columns: Sequence[int] | None) -> Probabilities:
    """Sum of the trees, in their order; their features are `columns` of the matrix, or all."""
    place = np.arange(estimator.n_features_in_) if columns is None else np.asarray(columns)
    trees = [_as_tree(predictor.nodes, place) for [predictor] in estimator._predictors]
    values = [tree.value[:, 0, 0] for tree in trees]
    [[start]] = estimator._baseline_prediction

    def probabilities(matrix: np.ndarray) -> np.ndarray:
        # Walked without a look at bounds: what does not fit is left to those who check.
        if matrix.dtype != np.float32 or matrix.shape[1] <= place.max():
            return estimator.predict_proba(matrix if columns is None else matrix[:, columns])[:, 1]
        raw = np.full((len(matrix), 1), start)
        for tree, value in zip(trees, values, strict=True):
            raw[:, 0] += value[tree.apply(matrix)]
        return estimator._loss.predict_proba(raw)[:, 1]

    return probabilities


def _as_tree(nodes: np.ndarray, place: np.ndarray) -> Tree:
    """The same tree as one of scikit-learn's other models, without what only learning needs."""
    leaf = nodes["is_leaf"].astype(bool)
    tree = Tree(int(place.max()) + 1, np.ones(1, dtype=np.intp), 1)
    made = np.zeros(len(nodes), dtype=tree.__getstate__()["nodes"].dtype)
    for side in ("left", "right"):
        # An unsigned array would turn the sign for no child into a number.
        made[f"{side}_child"] = np.where(leaf, _NO_CHILD, nodes[side].astype(np.int64))
    made["feature"] = np.where(leaf, _NO_FEATURE, place[nodes["feature_idx"]])
    made["threshold"] = nodes["num_threshold"]
    made["missing_go_to_left"] = nodes["missing_go_to_left"]
    tree.__setstate__(
        {
            "max_depth": int(nodes["depth"].max()),
            "node_count": len(nodes),
            "nodes": made,
            "values": np.ascontiguousarray(nodes["value"].reshape(-1, 1, 1)),
        }
    )
    return tree
