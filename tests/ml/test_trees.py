"""Trees that are walked faster say the same, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from orchestration.ml.boosting import CarryStateClassifier
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.estimators import OnColumns, make_estimator
from orchestration.ml.models import predict_probability
from orchestration.ml.train import TrainingResult
from orchestration.ml.trees import probabilities_of


def test_says_what_the_model_itself_says(result: TrainingResult, dataset: Dataset) -> None:
    matrix = dataset.features[:2000].copy()
    matrix[::7, ::3] = np.nan
    with threadpool_limits(1, user_api="openmp"):
        expected = result.estimator.predict_proba(matrix)[:, 1]
    assert probabilities_of(result.estimator)(matrix).tobytes() == expected.tobytes()
    assert predict_probability(result.estimator, matrix, threads=3).tobytes() == expected.tobytes()


def test_columns_are_found_in_the_whole_matrix(dataset: Dataset) -> None:
    columns = [8, 0, 5]
    matrix, label = dataset.features[:900], dataset.label[:900]
    model = OnColumns(CarryStateClassifier(max_iter=4), columns).fit(matrix, label)
    expected = model.estimator.predict_proba(matrix[:, columns])[:, 1]
    assert probabilities_of(model)(matrix).tobytes() == expected.tobytes()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_other_models_and_matrices_are_left_to_scikit_learn(
    dataset: Dataset, dtype: type[np.floating]
) -> None:
    matrix, label = dataset.features[:600].astype(dtype), dataset.label[:600]
    for name in ("logistic_regression", "hist_gradient_boosting"):
        model = make_estimator(TrainingConfig.model_validate({"model": name})).fit(matrix, label)
        expected = model.predict_proba(matrix)[:, 1]
        assert probabilities_of(model)(matrix).tobytes() == expected.tobytes()
