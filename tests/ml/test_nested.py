"""What chooses a readout never sees what judges it."""

from dataclasses import replace

import numpy as np
import pytest

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.judging import judge
from orchestration.ml.models import candidates
from orchestration.ml.nested import earlier_time, nested_readouts, paired_folds
from orchestration.ml.splits import Fold, Split, held_out_vehicles, later_time


@pytest.mark.parametrize(("folds", "pairs"), [(3, ["0+1", "2+0"]), (4, ["0+1", "2+3"])])
def test_pairs_leave_both_folds_out(dataset: Dataset, folds: int, pairs: list[str]) -> None:
    outer = held_out_vehicles(dataset.vehicle, dataset.label, folds, 0)
    inner = paired_folds(outer, dataset.label)
    assert [fold.name for fold in inner.folds] == pairs
    for fold in inner.folds:
        first, second = (outer.folds[int(name)] for name in fold.name.split("+"))
        np.testing.assert_array_equal(fold.test, np.sort(np.append(first.test, second.test)))
        assert not set(dataset.vehicle[fold.train]) & set(dataset.vehicle[fold.test])
        assert len(fold.train) + len(fold.test) == len(dataset)


def test_two_folds_cannot_be_nested(dataset: Dataset) -> None:
    outer = held_out_vehicles(dataset.vehicle, dataset.label, 2, 0)
    assert paired_folds(outer, dataset.label).folds == ()


def test_earlier_time_ends_before_the_outer_border(dataset: Dataset) -> None:
    config = TrainingConfig()
    outer = later_time(
        dataset.started_at, dataset.duty_s, dataset.label, share=0.25, purge_s=120, window_s=5
    )
    [inner] = earlier_time(dataset, outer, config).folds
    assert set(inner.train) | set(inner.test) < set(outer.folds[0].train)
    between = dataset.started_at[inner.test].min() - dataset.started_at[inner.train].max()
    assert between >= np.timedelta64(240, "s")


def test_labels_of_the_judged_fold_do_not_move_its_readout(
    dataset: Dataset, config: TrainingConfig
) -> None:
    """Nonsense in fold 0 leaves fold 0's own readout as it is, and changes that of the others."""
    quick = config.model_copy(update={"height_dropout": 0.0})
    outer = held_out_vehicles(dataset.vehicle, dataset.label, 3, 0)
    judged = outer.folds[0].test
    label = dataset.label.copy()
    label[judged] = ~label[judged]
    readouts = []
    for data in (dataset, replace(dataset, label=label)):
        inner = paired_folds(outer, dataset.label)
        [said] = judge(data, [(candidates(quick)[0], inner)], quick)
        readouts.append(nested_readouts(data, outer, said, quick))
    assert readouts[0]["0"] == readouts[1]["0"]
    assert readouts[0]["1"] != readouts[1]["1"]


def test_without_inner_folds_only_the_labels_durations_are_used(dataset: Dataset) -> None:
    outer = Split("s", (Fold("0", np.arange(1000), np.arange(1000, 2000)),))
    [readout] = nested_readouts(dataset, outer, {}, TrainingConfig()).values()
    assert readout.sighted.said == () and readout.decoder is not None
    assert readout.decoder.bias == 0.0
