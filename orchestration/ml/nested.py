"""Choosing a readout without ever looking at the windows that judge it.

Lives here: the inner splits, and the readout of each outer fold. Not here: what a readout is.

Outer folds are paired: a model that saw neither fold of a pair predicts both, and what it says of
one chooses the readout that the other is judged with. No window chooses its own readout, nor does
any model that learned from it; a pair costs one fit for two folds. Later time is split in time once
more, within its earlier part.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from orchestration.errors import TrainingError
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.durations import DurationLaw, learn_durations
from orchestration.ml.judging import Judged, Prediction
from orchestration.ml.readout import Readout, Unseen, fit_readout, plain_readout
from orchestration.ml.splits import Fold, Split, later_time


def paired_folds(split: Split, label: np.ndarray) -> Split:
    """Inner split of held-out vehicles: each fold leaves out two outer folds and predicts both.

    Empty with two outer folds only, and without pairs that leave nothing to learn from.
    """
    outer = split.folds
    pairs = []
    if len(outer) > 2:
        for first in range(0, len(outer), 2):
            one, other = outer[first], outer[(first + 1) % len(outer)]
            learned = np.intersect1d(one.train, other.train, assume_unique=True)
            if label[learned].any() and not label[learned].all():
                judged = np.union1d(one.test, other.test)
                pairs.append(Fold(f"{one.name}+{other.name}", learned, judged))
    return Split("pairs", tuple(pairs))


def earlier_time(dataset: Dataset, split: Split, config: TrainingConfig) -> Split:
    """Inner split of later time: the end of its earlier part, purged like the outer one."""
    rows = split.folds[0].train
    try:
        inner = later_time(
            dataset.started_at[rows],
            dataset.duty_s[rows],
            dataset.label[rows],
            share=config.later_share,
            purge_s=purge_s(dataset, config),
            window_s=config.window_s,
        ).folds[0]
    except TrainingError:
        return Split("earlier", ())
    return Split("earlier", (Fold("earlier", rows[inner.train], rows[inner.test]),))


def purge_s(dataset: Dataset, config: TrainingConfig) -> float:
    """Least distance of both sides from a border in time, seconds."""
    return max(config.purge_s, dataset.contract.longest_context_s())


def nested_readouts(
    dataset: Dataset, split: Split, inner: Mapping[str, Prediction], config: TrainingConfig
) -> dict[str, Readout]:
    """The readout of each outer fold, by its name, from predictions of the inner split."""
    readouts = {}
    for fold in split.folds:
        law = law_of(dataset, fold.train)
        usable = [part for name, part in inner.items() if _serves(name, fold.name)]
        if not usable:
            readouts[fold.name] = plain_readout(law, config)
            continue
        sighted, blind = (
            joined(dataset, [part.outside(fold.test, taken) for part in usable], taken)
            for taken in (False, True)
        )
        readouts[fold.name] = fit_readout(law, sighted, blind, config)
    return readouts


def _serves(inner: str, outer: str) -> bool:
    """Whether an inner fold leaves the outer one out."""
    return inner == "earlier" or outer in inner.split("+")


def final_readout(dataset: Dataset, held_out: Judged, config: TrainingConfig) -> Readout:
    """The readout of the model that is kept, from all folds of held-out vehicles."""
    everything = np.arange(len(dataset))
    parts = list(held_out.predictions.values())
    sighted, blind = (
        joined(dataset, [part.outside(everything[:0], taken) for part in parts], taken)
        for taken in (False, True)
    )
    return fit_readout(law_of(dataset, everything), sighted, blind, config)


def law_of(dataset: Dataset, rows: np.ndarray) -> DurationLaw:
    """Durations of the labels in these rows."""
    return learn_durations(dataset.label[rows], dataset.session[rows])


def joined(
    dataset: Dataset, parts: list[tuple[np.ndarray, np.ndarray]], without_height: bool
) -> Unseen:
    """Predictions of several folds as one, by session and time."""
    rows = np.concatenate([rows for rows, _ in parts])
    said = np.concatenate([said for _, said in parts])
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    blind = np.ones(len(rows), dtype=bool) if without_height else dataset.blind[rows]
    return Unseen(
        said[order], dataset.label[rows], dataset.duty_s[rows], dataset.session[rows], blind
    )
