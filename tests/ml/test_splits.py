"""Nothing that is judged was learned from."""

import numpy as np
import pytest

from orchestration.errors import TrainingError
from orchestration.ml.dataset import Dataset
from orchestration.ml.sampling import cap_rows
from orchestration.ml.splits import held_out_vehicles, later_time, random_rows


def test_no_vehicle_is_on_both_sides_and_each_is_judged_once(dataset: Dataset) -> None:
    split = held_out_vehicles(dataset.vehicle, dataset.label, 4, 0)
    assert len(split.folds) == 4
    for fold in split.folds:
        assert not set(dataset.vehicle[fold.train]) & set(dataset.vehicle[fold.test])
        assert len(fold.train) + len(fold.test) == len(dataset)
    judged = np.concatenate([fold.test for fold in split.folds])
    np.testing.assert_array_equal(np.sort(judged), np.arange(len(dataset)))


def test_folds_follow_the_seed(dataset: Dataset) -> None:
    def tests_of(seed: int) -> list[tuple[int, ...]]:
        split = held_out_vehicles(dataset.vehicle, dataset.label, 3, seed)
        return [tuple(np.unique(dataset.vehicle[fold.test])) for fold in split.folds]

    assert tests_of(5) == tests_of(5)
    assert len({tuple(tests_of(seed)) for seed in range(6)}) > 1


def test_vehicles_that_carry_are_spread_over_folds() -> None:
    vehicle = np.repeat(np.arange(6), 10)
    label = np.isin(vehicle, [1, 4]) & (np.arange(60) % 2 == 0)
    for seed in range(20):
        for fold in held_out_vehicles(vehicle, label, 2, seed).folds:
            assert label[fold.train].any()


def test_no_more_folds_than_vehicles() -> None:
    vehicle = np.repeat([0, 1], 4)
    label = np.tile([True, False], 4)
    assert len(held_out_vehicles(vehicle, label, 5, 0).folds) == 2


@pytest.mark.parametrize(
    ("vehicle", "label", "expected"),
    [
        ([0, 0], [True, False], "only one forklift has a trusted load sensor"),
        ([0, 0, 1, 1], [True, False, False, False], "only one trusted forklift ever carries"),
        ([0, 0, 1, 1], [True, True, True, False], "always carry"),
    ],
)
def test_vehicles_that_cannot_be_held_out_are_told(
    vehicle: list[int], label: list[bool], expected: str
) -> None:
    with pytest.raises(TrainingError, match=expected):
        held_out_vehicles(np.array(vehicle), np.array(label), 5, 0)


def test_later_time_is_purged_at_the_border() -> None:
    started = np.datetime64("2024-01-01", "ms") + np.arange(1000) * np.timedelta64(5000, "ms")
    label = np.arange(1000) % 2 == 0
    split = later_time(started, np.ones(1000), label, share=0.25, purge_s=60, window_s=5)
    train, test = split.folds[0].train, split.folds[0].test
    # 75 % of the time has passed with window 749, which starts at 3745 s: the border. The last
    # window to learn from ends 60 s before it, the first to judge starts 60 s after it.
    assert train[-1] * 5 + 5 == 3745 - 60
    assert test[0] * 5 == 3745 + 60
    assert len(train) + len(test) == 1000 - (test[0] - train[-1] - 1)


def test_later_time_has_one_border_for_all_vehicles(dataset: Dataset) -> None:
    split = later_time(
        dataset.started_at, dataset.duty_s, dataset.label, share=0.3, purge_s=120, window_s=5
    )
    train, test = split.folds[0].train, split.folds[0].test
    distance = dataset.started_at[test].min() - dataset.started_at[train].max()
    assert distance >= np.timedelta64(240 + 5, "s")
    assert set(dataset.vehicle[train]) == set(dataset.vehicle[test])


def test_short_history_has_no_later_time() -> None:
    started = np.datetime64("2024-01-01", "ms") + np.arange(20) * np.timedelta64(5000, "ms")
    with pytest.raises(TrainingError, match="history is too short"):
        later_time(started, np.ones(20), np.arange(20) > 9, share=0.2, purge_s=90, window_s=5)


def test_random_rows_are_named_leaky_and_disjoint() -> None:
    split = random_rows(np.arange(100), 0.2, 1)
    assert split.name == "random_rows_leaky"
    fold = split.folds[0]
    assert len(fold.test) == 20
    np.testing.assert_array_equal(np.sort(np.append(fold.train, fold.test)), np.arange(100))


def test_row_cap_keeps_sessions_whole_and_vehicles_even(dataset: Dataset) -> None:
    everything = np.arange(len(dataset))
    rows = cap_rows(dataset, everything, 2000, seed=0)
    for session in np.unique(dataset.session[rows]):
        assert (dataset.session[rows] == session).sum() == (dataset.session == session).sum()
    # 2000 / 6 vehicles = 333 windows each; sessions have 225: two each.
    assert np.bincount(dataset.vehicle[rows]).tolist() == [450] * 6
    assert not np.array_equal(rows, cap_rows(dataset, everything, 2000, seed=1))
    np.testing.assert_array_equal(cap_rows(dataset, everything, None, 0), everything)
