"""Samples for a fit that keep sessions whole.

Lives here: the row cap, and drawing a share of sessions. Not here: train/test splits.
"""

from __future__ import annotations

import numpy as np

from orchestration.ml.dataset import Dataset


def cap_rows(dataset: Dataset, rows: np.ndarray, cap: int | None, seed: int) -> np.ndarray:
    """At most about `cap` of `rows` (sorted positions), as whole sessions, fair to vehicles.

    Every vehicle gets the same share until its rows are used up, and at least one session, so the
    result exceeds the cap by less than one session a vehicle. The sessions of a vehicle are taken
    in the order of a seeded hash of their ids: a new session does not reshuffle the others.
    """
    if cap is None or len(rows) <= cap:
        return rows
    session, first, length = np.unique(dataset.session[rows], return_index=True, return_counts=True)
    vehicle = dataset.vehicle[rows][first]
    quota = _level(np.bincount(vehicle, weights=length), cap)
    order = np.lexsort((_scramble(dataset.session_keys[session], seed), vehicle))
    before = np.cumsum(length[order]) - length[order]
    starts = np.flatnonzero(np.diff(vehicle[order], prepend=-1))
    before -= np.repeat(before[starts], np.diff(np.append(starts, len(order))))
    chosen = session[order][before < quota]
    return rows[np.isin(dataset.session[rows], chosen)]


def drawn_sessions(dataset: Dataset, rows: np.ndarray, share: float, seed: int) -> np.ndarray:
    """(rows,) bool: whether the row's session is among the `share` drawn by a seeded hash."""
    # Another hash than that of the cap: which sessions are seen says nothing of those drawn here.
    drawn = _scramble(_scramble(dataset.session_keys, seed), seed + 1)
    below: np.ndarray = drawn < np.uint64(int(share * 2**53)) << np.uint64(11)
    return below[dataset.session[rows]]


def _level(sizes: np.ndarray, total: float) -> float:
    """The level q with sum(min(size, q)) = total, for total below the sum of sizes."""
    ascending = np.sort(sizes[sizes > 0])
    remaining = len(ascending) - np.arange(len(ascending))
    levels = (total - (np.cumsum(ascending) - ascending)) / remaining
    return float(levels[np.argmax(levels <= ascending)])


def _scramble(keys: np.ndarray, seed: int) -> np.ndarray:
    """Order of session keys that depends on the seed (splitmix64 finaliser)."""
    mixed = keys ^ np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))
