"""What the one-shot yardstick must say, by the step-by-step implementation of the rule."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tests.reference.carrying import carrying


def expected_seconds(frame: pd.DataFrame, **params: Any) -> float:
    """Carry time (s) by the step-by-step implementation."""
    rows = carrying(frame, **params)
    return float((rows.loc[rows["Carrying"], "Duration_s"] * 1000).sum() / 1000)
