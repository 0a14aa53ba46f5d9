"""What a model's features looked like when it was trained, and how far others are from that.

Lives here: bins, shares and the index, on arrays. Not here: which windows are compared, and what is
stored (`drift.py`).

Bins are deciles of the training; equal deciles are one bin, and missing values are a bin of their
own. The population stability index sums (actual - expected) x ln(actual / expected) over the bins
(N. Siddiqi, Credit Risk Scorecards, Wiley 2006, where less than 0.1 is no change and more than 0.25
is a large one). A bin that one side lacks counts as `_LEAST`, as a logarithm of 0 would drown all
else. Without any change the index is about (bins - 1) x (1/n + 1/m) for n and m independent windows
(B. Yurdakul and J. Naranjo, Journal of Risk Model Validation 14(4), 2020): few windows say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from orchestration.ml.heights import height_columns

_BINS = 10
_LEAST = 1e-4
_MOST_ROWS = 200_000


def feature_values(
    matrix: np.ndarray, places: Mapping[str, int], blind: np.ndarray
) -> dict[str, np.ndarray]:
    """Values of features by name, given their place in the matrix; heights only where believed.

    A vehicle whose height has failed is judged by what the model has learned without heights: that
    is no change of heights. Of a large matrix every k-th row is taken.
    """
    step = max(1, -(-len(matrix) // _MOST_ROWS))
    matrix, sighted = matrix[::step], ~blind[::step]
    names = tuple(places)
    heights = {names[place] for place in height_columns(names)}
    return {
        name: matrix[sighted, place] if name in heights else matrix[:, place]
        for name, place in places.items()
    }


def profile_of(values: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Columns feature, bin_edges (inner ones), bin_shares (the last of missing values)."""
    edges = {name: edges_of(found) for name, found in values.items()}
    return pd.DataFrame(
        {
            "feature": list(values),
            "bin_edges": list(edges.values()),
            "bin_shares": [shares_in(found, edges[name]) for name, found in values.items()],
        }
    )


def edges_of(values: np.ndarray) -> np.ndarray:
    """Inner edges of the bins, ascending; none where all values are equal or missing."""
    known = np.sort(values[~np.isnan(values)]).astype(np.float64)
    if not len(known):
        return known
    places = (len(known) * np.arange(1, _BINS)) // _BINS
    edges = np.unique(known[places])
    return edges[edges > known[0]]


def shares_in(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Share of the values in each bin, from an edge up to below the next; the last is missing."""
    missing = np.isnan(values)
    known = values[~missing].astype(np.float64)
    counts = np.bincount(np.searchsorted(edges, known, side="right"), minlength=len(edges) + 1)
    return np.append(counts, missing.sum()) / max(len(values), 1)


def stability_index(expected: np.ndarray, actual: np.ndarray) -> float:
    """Population stability index of two lists of shares over the same bins."""
    before, now = np.maximum(expected, _LEAST), np.maximum(actual, _LEAST)
    return float(np.sum((now - before) * np.log(now / before)))
