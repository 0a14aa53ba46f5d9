"""Windows of another length than the settings say are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from orchestration.errors import SettingsError
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import make_dataset
from orchestration.ml.window_length import require_window_length

STARTS_S = [25, 10, 45, 1000]
"""-15, 20 and 975 s from the first: 5 s divides them all, nothing longer does."""


def starts(seconds: list[int]) -> np.ndarray:
    return np.array(seconds, dtype="datetime64[s]").astype("datetime64[us]")


@pytest.mark.parametrize("seconds", [STARTS_S, [7], []])
def test_the_length_that_divides_all_distances_is_theirs(seconds: list[int]) -> None:
    require_window_length(starts(seconds), 5.0)


@pytest.mark.parametrize("other", [2.5, 10.0])
def test_another_length_is_refused(other: float) -> None:
    with pytest.raises(SettingsError, match=rf"window_s={other:g}: .* are 5 s long; give that"):
        require_window_length(starts(STARTS_S), other)


def test_a_training_refuses_it(windows: pd.DataFrame, config: TrainingConfig) -> None:
    with pytest.raises(SettingsError, match="are 5 s long"):
        make_dataset(windows, config.model_copy(update={"window_s": 10.0}))
