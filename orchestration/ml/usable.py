"""Which windows can be learned from.

Lives here: the conditions, the count of windows each one leaves out, and the line that says what is
missing when nothing is left. Not here: reading values of the windows that stay.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from orchestration.errors import TrainingError


def usable_rows(frame: pd.DataFrame) -> tuple[np.ndarray, dict[str, int]]:
    """Mask of the observed, labelled, on-duty windows of trusted forklifts, and what is left out.

    The second is the count of the other rows by the first reason that applies. Raises
    `TrainingError` when no row is left.
    """
    reasons = {
        "not_a_forklift": frame["vehicle_class"].astype(str) != "forklift",
        "load_sensor_not_trusted": frame["load_sensor_status"].astype(str) != "trusted",
        "not_observed": ~(frame["observed_s"] > 0),
        "off_duty": ~(frame["on_duty_s"] > 0),
        "no_label": frame["label_is_carrying"].isna() | frame["label_purity"].isna(),
    }
    kept = np.ones(len(frame), dtype=bool)
    excluded = {}
    for reason, applies in reasons.items():
        dropped = kept & applies.to_numpy(dtype=bool)
        excluded[reason] = int(dropped.sum())
        kept &= ~dropped
        if not kept.any():
            raise TrainingError(_nothing_left(frame, reason))
    return kept, excluded


def _nothing_left(frame: pd.DataFrame, reason: str) -> str:
    """The line that says why no window can be learned from, and what to do."""
    if frame.empty:
        return "the feature mart has no windows: load telemetry of at least two forklifts"
    if reason == "not_a_forklift":
        return "no vehicle is a forklift (all heights are 0 or absent): add telemetry of forklifts"
    if reason == "load_sensor_not_trusted":
        forklifts = frame[frame["vehicle_class"].astype(str) == "forklift"]
        by_status = forklifts.groupby("load_sensor_status", observed=True)["vehicle_id"].nunique()
        found = ", ".join(f"{status} {count}" for status, count in by_status.sort_index().items())
        return (
            f"no forklift has a trusted load sensor (found: {found}):"
            " add telemetry of at least two forklifts whose sensor works"
        )
    return (
        f"no window of a trusted forklift is usable (last reason: {reason}):"
        " check on-duty flags and timestamps of the telemetry"
    )
