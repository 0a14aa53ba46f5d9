"""What one training has to do with.

Lives here: that alone. Not here: doing it (`train_outcome.py`), and finding that it was done before
(`train_unchanged.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import dagster as dg
import pandas as pd

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.settings import Settings


@dataclass(frozen=True)
class TrainingTask:
    """Settings, and what was read from the warehouse for them."""

    context: dg.AssetExecutionContext
    settings: Settings
    config: TrainingConfig
    version: str
    """Version of the telemetry that is loaded."""
    dataset: Dataset
    samples: pd.DataFrame
    """Of the leaky baseline."""
