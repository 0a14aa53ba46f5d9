"""The old way of training, kept to show how much it flatters.

Lives here: the leaky baseline and its random row split. Not here: anything that the product uses.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orchestration.errors import TrainingError
from orchestration.ml.baselines import make_leaky_logistic_regression
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.judging import Judged
from orchestration.ml.models import LEAKY, predict_probability
from orchestration.ml.splits import random_rows

SAMPLE_COLUMNS = ("height", "load", "speed", "on_duty", "is_carrying")
_TEST_SHARE = 0.2


def judge_leaky(dataset: Dataset, samples: pd.DataFrame | None, config: TrainingConfig) -> Judged:
    """Judge the leaky baseline on random rows: samples where given (weight 1), else windows.

    Its rows are no whole sessions, so it has no scores by vehicle or segment. Raises
    `TrainingError` when `samples` lacks a column or a class.
    """
    if samples is None:
        matrix, label, weight = dataset.instant, dataset.label, dataset.duty_s
    else:
        matrix, label = _from_samples(samples)
        weight = np.ones(len(label))
    split = random_rows(np.arange(len(label)), _TEST_SHARE, config.seed)
    fold = split.folds[0]
    if label[fold.train].all() or not label[fold.train].any():
        raise TrainingError("the samples of the leaky baseline hold one state only: add telemetry")
    estimator = make_leaky_logistic_regression().fit(matrix[fold.train], label[fold.train])
    probability = predict_probability(estimator, matrix, fold.test)
    return Judged(
        model=LEAKY,
        split=split.name,
        fold=np.full(len(fold.test), fold.name),
        actual=label[fold.test],
        probability=probability,
        predicted=probability >= config.threshold,
        known=np.ones(len(fold.test), dtype=bool),
        duty_s=weight[fold.test],
        vehicle=None,
        session=None,
        rows=fold.test,
        predictions={},
    )


def _from_samples(samples: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    missing = [name for name in SAMPLE_COLUMNS if name not in samples.columns]
    if missing:
        raise TrainingError(f"the samples of the leaky baseline lack {', '.join(missing)}")
    columns = [
        samples[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in SAMPLE_COLUMNS[:4]
    ]
    return np.column_stack(columns), samples["is_carrying"].to_numpy(dtype=bool)
