"""A card of the trained result that the classifier's tests share."""

from __future__ import annotations

import pandas as pd
import pytest

from orchestration.ml.card.surroundings import RULE_VARS, Surroundings
from orchestration.ml.card.write import Card, write_card
from orchestration.ml.dataset import Dataset
from orchestration.ml.train import TrainingResult


def some_signals(_vehicle: str, begins_ms: int) -> pd.DataFrame:
    """A sample every minute, and a load sensor that sends nothing."""
    at = [begins_ms + 60_000 * minute for minute in range(60)]
    return pd.DataFrame(
        {"sampled_ms": at, "height_m": 0.1, "speed_kmh": 5.0, "load_signal": [None] * 60}
    )


@pytest.fixture(scope="session")
def around() -> Surroundings:
    """A lakeFS commit, the six vehicles of the result, and others that nothing was learned from."""
    fleet = [(f"truck-00{number}", "forklift", "trusted") for number in range(6)]
    fleet += [("dead|*1*", "forklift", "stuck_empty"), ("flat", "truck", "trusted")]
    return Surroundings(
        version="4f2a9c",
        source="lakefs",
        ref="main~3",
        code="c0de",
        vehicles=pd.DataFrame(fleet, columns=["vehicle_id", "vehicle_class", "load_sensor_status"]),
        mart_columns=("vehicle_id", "height_m_mean", "load_share", "label_is_carrying"),
        rule=dict.fromkeys(RULE_VARS, 3.25) | {"debounce_order": "close_then_drop"},
    )


@pytest.fixture(scope="session")
def card(
    result: TrainingResult,
    dataset: Dataset,
    around: Surroundings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Card:
    return write_card(result, dataset, around, some_signals, tmp_path_factory.mktemp("models"))
