"""How windows are divided into what a model learns from and what it is judged on.

Lives here: held-out vehicles, held-out later time, and the row split, which is there to show how
much it flatters: rows of one vehicle resemble each other. Not here: fitting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.errors import TrainingError


@dataclass(frozen=True, eq=False)
class Fold:
    """Sorted row positions to learn from and to judge on."""

    name: str
    train: np.ndarray
    test: np.ndarray


@dataclass(frozen=True, eq=False)
class Split:
    """A named way of dividing rows into folds."""

    name: str
    folds: tuple[Fold, ...]


def held_out_vehicles(vehicle: np.ndarray, label: np.ndarray, folds: int, seed: int) -> Split:
    """Group k-fold: each vehicle is judged once, by a model that never saw it.

    `vehicle` and `label` have shape (n,). Vehicles are dealt to folds in seeded random order,
    those that ever carry first, so that every training side knows carrying. There are never more
    folds than vehicles. Raises `TrainingError` when no vehicle can be held out.
    """
    names, position = np.unique(vehicle, return_inverse=True)
    carries = np.bincount(position, weights=label, minlength=len(names)) > 0
    if len(names) < 2:
        raise TrainingError(
            "only one forklift has a trusted load sensor: a held-out vehicle needs at least two,"
            " add telemetry of another forklift"
        )
    if carries.sum() < 2:
        raise TrainingError(
            "only one trusted forklift ever carries: held out, it leaves nothing to learn carrying"
            " from, add telemetry of another forklift"
        )
    order = np.lexsort((np.random.default_rng(seed).permutation(len(names)), ~carries))
    folds = min(folds, len(names))
    fold_of_vehicle = np.empty(len(names), dtype=np.int64)
    fold_of_vehicle[order] = np.arange(len(names)) % folds
    fold = fold_of_vehicle[position]
    made = [
        Fold(str(number), np.flatnonzero(fold != number), np.flatnonzero(fold == number))
        for number in range(folds)
    ]
    for one in made:
        if label[one.train].all():
            raise TrainingError(
                "without the held-out forklifts the others always carry: there is no other state"
                " to learn, add telemetry of another forklift"
            )
    return Split("held_out_vehicles", tuple(made))


def later_time(
    started_at: np.ndarray,
    weight: np.ndarray,
    label: np.ndarray,
    *,
    share: float,
    purge_s: float,
    window_s: float,
) -> Split:
    """Learn from the earlier part of all vehicles, judge on the later part.

    All inputs have shape (n,). One border for the whole fleet, before which 1 - `share` of the
    weight lies. Windows within `purge_s` of it belong to neither side, so no context reaches over.
    Raises `TrainingError` when a side is left without what it needs.
    """
    order = np.argsort(started_at, kind="stable")
    passed = np.cumsum(weight[order])
    border = started_at[order][np.searchsorted(passed, (1.0 - share) * passed[-1])]
    since_border_s = (started_at - border) / np.timedelta64(1, "s")
    train = np.flatnonzero(since_border_s + window_s <= -purge_s)
    test = np.flatnonzero(since_border_s >= purge_s)
    if not len(test) or not len(train) or label[train].all() or not label[train].any():
        raise TrainingError(
            f"the history is too short for a forward-in-time split at {border}: the part more than"
            f" {purge_s:g} s before it lacks a state, or nothing lies after it, add telemetry"
        )
    return Split("later_time", (Fold("later", train, test),))


def everything(count: int) -> Split:
    """Learn from all rows and judge none: the model that is kept."""
    return Split("everything", (Fold("all", np.arange(count), np.arange(0)),))


def random_rows(
    rows: np.ndarray, share: float, seed: int, name: str = "random_rows_leaky"
) -> Split:
    """Row split of (sorted) rows: neighbours of a judged row are learned from."""
    shuffled = np.random.default_rng(seed).permutation(rows)
    cut = max(1, round(len(rows) * share))
    fold = Fold("random", np.sort(shuffled[cut:]), np.sort(shuffled[:cut]))
    return Split(name, (fold,))
