"""Frames and trained results that several tests of the classifier share."""

from __future__ import annotations

import pandas as pd
import pytest

from orchestration.ml.config import BoostingParameters, TrainingConfig
from orchestration.ml.dataset import Dataset, make_dataset
from orchestration.ml.train import TrainingResult, train
from tests.ml.fleet import make_windows


@pytest.fixture(scope="session")
def config() -> TrainingConfig:
    """Small trees and few folds: quick, and strong enough for the synthetic signal."""
    return TrainingConfig(
        folds=3,
        importance_rows=900,
        boosting=BoostingParameters(max_iter=25, max_leaf_nodes=15, min_samples_leaf=20),
    )


@pytest.fixture(scope="session")
def windows() -> pd.DataFrame:
    """Six trusted forklifts; tests that change it take a copy."""
    return make_windows(vehicles=6, windows=900)


@pytest.fixture(scope="session")
def dataset(windows: pd.DataFrame, config: TrainingConfig) -> Dataset:
    """The windows as a dataset of all default features."""
    return make_dataset(windows, config)


@pytest.fixture(scope="session")
def result(windows: pd.DataFrame, config: TrainingConfig) -> TrainingResult:
    """One training run on the windows."""
    return train(windows, config, version="v1")
