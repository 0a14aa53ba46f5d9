"""What models that only judge learn from, and what is held of what they say."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.ml import judging
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.models import Candidate, candidates
from orchestration.ml.protocol import optimistic_rows
from orchestration.ml.splits import Split, everything, held_out_vehicles

CAP, SESSION = 1000, 225


def test_models_that_only_judge_learn_from_fewer_windows(
    dataset: Dataset, config: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    capped = config.model_copy(update={"judge_cap": CAP})
    _, majority, *_ = candidates(capped)
    learned: list[np.ndarray] = []

    def fit(dataset: Dataset, candidate: Candidate, rows: np.ndarray, *_: object) -> object:
        learned.append(rows)
        return candidate.make().fit(dataset.instant[rows], dataset.label[rows])

    monkeypatch.setattr(judging, "fit", fit)
    split = held_out_vehicles(dataset.vehicle, dataset.label, 3, 0)
    plan = [(majority, everything(len(dataset))), (majority, split)]
    kept, judged = judging.judge(dataset, plan, capped)
    assert len(learned[0]) == len(dataset)
    for rows, fold in zip(learned[1:], split.folds, strict=True):
        # Four vehicles learn, each with whole sessions of 225: 250 a vehicle are two of them.
        assert len(rows) == 4 * 2 * SESSION
        assert np.isin(rows, fold.train).all()
    assert sum(len(fold.rows) for fold in judged.values()) == len(dataset)
    assert not len(kept["all"].rows)


def test_what_is_judged_on_the_same_rows_shares_them(
    dataset: Dataset, config: TrainingConfig
) -> None:
    _, majority, height, _ = candidates(config)
    split = held_out_vehicles(dataset.vehicle, dataset.label, 3, 0)
    part = Split("part", split.folds[:2])
    plan = [(majority, split), (height, split), (height, part)]
    one, other, less = (
        judging.assemble(dataset, candidate.name, way, said, 0.5)
        for (candidate, way), said in zip(plan, judging.judge(dataset, plan, config), strict=True)
    )
    shared = judging.sharing(other, one)
    for name in ("rows", "fold", "actual", "duty_s", "vehicle", "session"):
        assert getattr(shared, name) is getattr(one, name)
        np.testing.assert_array_equal(getattr(shared, name), getattr(other, name))
    assert (shared.model, shared.split) == ("height_only_rule", "held_out_vehicles")
    assert shared.probability is other.probability
    assert judging.sharing(less, one) is less


def test_random_rows_have_neighbours_that_are_learned_from(
    dataset: Dataset, config: TrainingConfig
) -> None:
    [fold] = optimistic_rows(dataset, config.model_copy(update={"judge_cap": CAP})).folds
    assert len(fold.train) + len(fold.test) == 6 * SESSION
    np.testing.assert_array_equal(
        np.unique(dataset.session[fold.test]), np.unique(dataset.session[fold.train])
    )
    [uncapped] = optimistic_rows(dataset, config).folds
    assert len(uncapped.train) + len(uncapped.test) == len(dataset)
