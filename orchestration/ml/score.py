"""Predictions for every window of every forklift.

Lives here: applying a model to the feature mart. Not here: deciding where the sensor wins over it.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from orchestration.errors import TrainingError
from orchestration.ml.config import HeightLimits
from orchestration.ml.features import KEYS, FeatureContract
from orchestration.ml.heights import blind_rows, height_columns, take_out
from orchestration.ml.models import predict_probability
from orchestration.ml.neighbours import run_numbers
from orchestration.ml.readout import Readout
from orchestration.ml.relations import SESSION_VERSION

STATES = ("not_carrying", "carrying", "unknown")
"""Values of `carry_state`."""


def score(
    frame: pd.DataFrame,
    estimator: Any,
    contract: FeatureContract,
    readout: Readout,
    *,
    model_version: str,
    limits: HeightLimits | None = None,
    threads: int = 1,
    how: Literal["centred", "causal"] = "centred",
) -> pd.DataFrame:
    """Carry probability and state of the forklift windows of `frame`, in its order.

    Rows stand by vehicle, session and time, and sessions are whole; `causal` looks at no later row
    (nor may the estimator's columns). Returns columns vehicle_id, session_id, window_started_at,
    probability (calibrated), is_carrying_predicted (the likeliest state), carry_state (`unknown`
    where that is not sure enough), is_height_usable, model_version, session_version (null where the
    mart has none). Raises `TrainingError` when a column of the contract is missing.
    """
    missing = [name for name in (*KEYS, "vehicle_class") if name not in frame.columns]
    if missing:
        raise TrainingError(f"the feature mart lacks {', '.join(missing)}: rebuild it")
    of_forklift = (frame["vehicle_class"].astype(str) == "forklift").to_numpy(dtype=bool)
    forklifts = frame if of_forklift.all() else frame.loc[of_forklift]
    versions = pd.Series(None, index=forklifts.index, dtype="object")
    if SESSION_VERSION in forklifts:
        versions = forklifts[SESSION_VERSION].astype("string")
    run = run_numbers(forklifts["vehicle_id"].array, forklifts["session_id"].array)
    matrix = contract.matrix(forklifts)
    blind = blind_rows(
        matrix, contract.names, run, limits or HeightLimits(), so_far=how == "causal"
    )
    take_out(matrix, blind, height_columns(contract.names))
    said = predict_probability(estimator, matrix, threads=threads)
    states = readout.read(said, blind, run, how)
    code = np.where(states.known, states.carrying.astype(np.int64), STATES.index("unknown"))
    return pd.DataFrame(
        {
            **{name: forklifts[name].array for name in KEYS},
            "probability": states.probability,
            "is_carrying_predicted": states.carrying,
            "carry_state": pd.Categorical.from_codes(code, pd.Index(STATES)),
            "is_height_usable": ~blind,
            "model_version": model_version,
            SESSION_VERSION: versions.array,
        }
    )
