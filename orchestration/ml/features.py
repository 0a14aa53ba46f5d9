"""Which columns of the feature mart a model may see.

Lives here: recognising feature groups from column names, and the contract that a model is trained
and scored by. Not here: rows, labels, weights, and filling a matrix (`matrix`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from orchestration.errors import TrainingError
from orchestration.ml.matrix import fill_matrix
from orchestration.ml.neighbours import neighbour_names, parse

KEYS = ("vehicle_id", "session_id", "window_started_at")
SUBJECT = ("vehicle_class", "load_sensor_status")
WEIGHTS = ("observed_s", "on_duty_s", "sample_count")
LABEL = ("label_is_carrying", "label_purity")

# A name that speaks of the label's own ingredients is never an ordinary feature, wherever in the
# name it does so: `past_load_share_30s` is as leaky as `load_share`.
_LABEL_WORDS = {"load", "loaded", "unloaded", "carry", "carrying", "label"}
_KEY_SUFFIXES = ("_id", "_at", "_key", "_index", "_number", "_row", "_version")
_CONTEXT_SECONDS = re.compile(r"_(\d+)s(?=_|$)")


def group_of(column: str) -> str:
    """Group of a column by its name: `key`, `load`, `label`, `past`, `around` or `current`."""
    words = set(column.split("_"))
    if column in (*KEYS, *SUBJECT, *WEIGHTS) or column.endswith(_KEY_SUFFIXES):
        return "key"
    if column.startswith("label_"):
        return "label"
    if words & _LABEL_WORDS:
        return "load"
    prefix = column.split("_", 1)[0]
    return prefix if prefix in ("past", "around") else "current"


def context_s(column: str, group: str) -> float:
    """Longest context that a column's name speaks of (`past_120s_…`), seconds; 0 for none."""
    spans = _CONTEXT_SECONDS.findall(column) if group in ("past", "around") else []
    return max(map(float, spans), default=0.0)


@dataclass(frozen=True)
class FeatureContract:
    """Names, order and groups of the columns of a model's matrix."""

    names: tuple[str, ...]
    groups: tuple[str, ...]
    window_s: float = 5.0
    """Length of a window, seconds: how far away a neighbour is."""

    def columns_of(self, group: str) -> list[int]:
        """Positions of a group's columns in the matrix."""
        return [position for position, name in enumerate(self.groups) if name == group]

    @property
    def mart_names(self) -> tuple[str, ...]:
        """Columns that are read from the mart; the others are made of them."""
        return tuple(name for name in self.names if parse(name) is None)

    def matrix(self, frame: pd.DataFrame) -> np.ndarray:
        """Features as float32, shape (rows, features), null as NaN.

        Rows stand by vehicle, session and time. Raises `TrainingError` when a column is missing or
        holds infinite values.
        """
        missing = [name for name in self.mart_names if name not in frame.columns]
        if missing:
            raise TrainingError(
                f"the feature mart lacks {', '.join(missing[:5])}"
                f" ({len(missing)} of {len(self.mart_names)} features): rebuild it or train again"
            )
        return fill_matrix(frame, self.names, self.window_s)

    def longest_context_s(self) -> float:
        """Longest context that the names speak of (`past_…_120s`), seconds; 0 for none."""
        spans = [
            context_s(name, group) for name, group in zip(self.names, self.groups, strict=True)
        ]
        spans += [abs(parsed[1]) * self.window_s for name in self.names if (parsed := parse(name))]
        return max(spans, default=0.0)

    def as_dict(self) -> dict[str, Any]:
        """The contract, ready for JSON."""
        return {
            "names": list(self.names),
            "groups": list(self.groups),
            "window_s": self.window_s,
        }

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> FeatureContract:
        """Inverse of `as_dict`."""
        return cls(tuple(given["names"]), tuple(given["groups"]), given["window_s"])


def recognise_features(
    frame: pd.DataFrame, groups: Collection[str], neighbours: int = 0, window_s: float = 5.0
) -> FeatureContract:
    """The numeric columns of `frame` that belong to `groups`, in the table's own order.

    Behind them stand the columns of so many `neighbours` on either side; they tell more than the
    columns of a context that reaches no further, which are left out.
    Raises `TrainingError` when a group has no column.
    """
    chosen = [
        (str(column), group_of(str(column)))
        for column, dtype in frame.dtypes.items()
        if is_numeric_dtype(dtype) and not is_bool_dtype(dtype)
    ]
    chosen = [
        (name, group)
        for name, group in chosen
        if group in groups and not 0 < context_s(name, group) <= neighbours * window_s
    ]
    empty = sorted(set(groups) - {group for _, group in chosen})
    if empty:
        raise TrainingError(
            f"the feature mart has no numeric column of group {', '.join(empty)}:"
            " rebuild it or leave the group out of feature_groups"
        )
    names = [name for name, _ in chosen]
    chosen += [(name, group_of(name)) for name in neighbour_names(names, list(groups), neighbours)]
    return FeatureContract(
        tuple(name for name, _ in chosen), tuple(group for _, group in chosen), window_s
    )
