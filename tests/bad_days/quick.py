"""Training that takes a fraction of its time, for runs that are not about what is learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

from orchestration.ml import config

QUICK = {
    "folds": 2,
    "causal": False,
    "bootstrap_draws": 20,
    "importance_rows": 100,
    "boosting": {"max_iter": 10},
}
_DEFAULTS = config.TrainingConfig().model_dump(mode="json")


def parse_quick_config(given: Mapping[str, Any]) -> config.TrainingConfig:
    """As `parse_config`, with other defaults; Dagster gives all settings, chosen or not."""
    chosen = {name: value for name, value in given.items() if value != _DEFAULTS[name]}
    return config.parse_config({**QUICK, **chosen})


def learn_quickly() -> None:
    """Have this process train so, to its end."""
    patch("orchestration.assets.train.parse_config", parse_quick_config).start()
