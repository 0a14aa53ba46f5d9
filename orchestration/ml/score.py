"""Predictions for every window of every forklift.

Lives here: applying a model to the feature mart. Not here: deciding where the sensor wins over it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from orchestration.errors import TrainingError
from orchestration.ml.features import KEYS, FeatureContract
from orchestration.ml.mart import SESSION_VERSION
from orchestration.ml.models import predict_probability


def score(
    frame: pd.DataFrame,
    estimator: Any,
    contract: FeatureContract,
    *,
    model_version: str,
    threshold: float,
    threads: int = 1,
) -> pd.DataFrame:
    """Carry probability and class of the forklift windows of `frame`, in its order.

    Returns columns vehicle_id, session_id, window_started_at, probability, is_carrying_predicted,
    model_version, session_version (null where the mart has none). Raises `TrainingError` when a
    column of the contract is missing.
    """
    missing = [name for name in (*KEYS, "vehicle_class") if name not in frame.columns]
    if missing:
        raise TrainingError(f"the feature mart lacks {', '.join(missing)}: rebuild it")
    forklifts = frame.loc[(frame["vehicle_class"].astype(str) == "forklift").to_numpy(dtype=bool)]
    versions = pd.Series(None, index=forklifts.index, dtype="object")
    if SESSION_VERSION in forklifts:
        versions = forklifts[SESSION_VERSION].astype("string")
    probability = predict_probability(estimator, contract.matrix(forklifts), threads=threads)
    return pd.DataFrame(
        {
            **{name: forklifts[name].array for name in KEYS},
            "probability": probability,
            "is_carrying_predicted": probability >= threshold,
            "model_version": model_version,
            SESSION_VERSION: versions.array,
        }
    )
