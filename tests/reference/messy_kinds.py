"""The troubles that a messy file can have, one kind a file.

Lives here: the names of the kinds and what each does to a healthy vehicle's rows. Not here: what
every file has (`messy_runs`, `messy`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.reference.messy_runs import START_MS

HEIGHT_KINDS = ("metres", "spikes", "negative", "above_range", "millimetres", "counts")
SHARE_KINDS = ("few_raised", "enough_raised", "share_at_limit", "share_below_limit")
LOAD_KINDS = ("analog_load", "no_load", *SHARE_KINDS)
DUTY_KINDS = ("never_on_duty", "always_on_duty", "odd_duty")
TRUCK_KINDS = ("truck", "truck_with_nulls", "truck_by_step_1")
TINY_KINDS = ("one_row", "two_rows", "all_tied")
OTHER_KINDS = ("constant_height",)

KINDS = HEIGHT_KINDS + LOAD_KINDS + DUTY_KINDS + TRUCK_KINDS + TINY_KINDS + OTHER_KINDS

UNSCALABLE_KINDS = ("constant_height", "one_row")
"""Kinds of which `scale` makes an error."""

EXACT_KINDS = (*SHARE_KINDS, "truck_by_step_1", *TINY_KINDS)
"""Kinds that nulls, repeats or disorder would spoil."""


def with_kind(rng: np.random.Generator, frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Put the trouble of `kind` into the rows."""
    height, load = frame["Height"].copy(), frame["Load"].copy()
    duty, time_ms = frame["OnDuty"].copy(), frame["Timestamp"].copy()
    some = pd.Series(rng.random(len(frame)) < 0.02)
    match kind:
        case "spikes":
            height = height.mask(some, 250.0)
        case "negative":
            height = height.mask(some, -1.5)
        case "above_range":
            height = height.mask(some, 6.7000001)
        case "millimetres":
            height = (height * 1000).round(0)
        case "counts":
            height = (height * 117 + 412).round(0)
        case "analog_load":
            analog = rng.choice([0.5000001, 0.7, 1.0, 3.0], len(frame))
            load = pd.Series(np.where(load > 0, analog, rng.choice([-99, 0, 0.5], len(frame))))
        case "no_load":
            load = load * 0
        case "few_raised":
            duty, load, height = _raised_exactly(frame, load_rows=50, raised_rows=9)
        case "enough_raised":
            duty, load, height = _raised_exactly(frame, load_rows=50, raised_rows=10)
        case "share_at_limit":
            duty, load, height = _raised_exactly(frame, load_rows=220, raised_rows=11)
        case "share_below_limit":
            duty, load, height = _raised_exactly(frame, load_rows=221, raised_rows=11)
        case "never_on_duty":
            duty = duty * 0
        case "odd_duty":
            duty = duty.mask(some, -1.0).mask(some.shift(1, fill_value=False), 0.5)
        case "truck" | "truck_with_nulls":
            height = (height * 0).mask(some & (kind == "truck_with_nulls"))
        case "truck_by_step_1":  # the only heights are on rows that step 1 drops
            repeated = (duty == 0) & (duty.shift(1) == 0)
            height = height.where(repeated, 0.0)
        case "all_tied":
            time_ms = time_ms * 0 + START_MS
        case "constant_height":
            height = height * 0 + 1.25
    frame = frame.assign(Height=height, Load=load, OnDuty=duty, Timestamp=time_ms)
    if kind in ("one_row", "two_rows"):
        picked = frame.iloc[[-1]] if kind == "one_row" else frame.iloc[[0, -1]]
        return picked.assign(Height=[0.0, 6.7][-len(picked) :], Load=1.0, OnDuty=1.0)
    return frame


def _raised_exactly(
    frame: pd.DataFrame, *, load_rows: int, raised_rows: int
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """OnDuty, Load and Height with as many loaded, and loaded and raised rows, all on duty.

    The raised rows come first among the loaded ones.
    """
    loaded = (frame["Load"] > 0) & ((frame["Load"] > 0).cumsum() <= load_rows)
    raised = loaded & (loaded.cumsum() <= raised_rows)
    height = pd.Series(0.1, index=frame.index).mask(raised, 3.0)
    height[height.index[~loaded][:1]] = 0.0
    height[height.index[~loaded][-1:]] = 6.7
    return frame["OnDuty"] * 0 + 1, loaded.astype("float64"), height
