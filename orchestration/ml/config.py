"""The settings of one training run, typed and closed.

Lives here: names, defaults and limits of everything that changes a model or its scores. Not here:
settings of the process (`orchestration.settings`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.errors import SettingsError

FeatureGroup = Literal["current", "past", "around"]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class HeightRule(_Closed):
    """Limits of the baseline that judges by height and speed alone."""

    forks_up_m: float = 0.35
    """Forks above this height count as up, metres."""
    speed_cap_kmh: float = Field(default=7.2, gt=0)
    """Faster than this is not carrying, km/h."""


class BoostingParameters(_Closed):
    """Parameters of the gradient boosted trees."""

    max_iter: int = Field(default=100, ge=1, le=2000)
    learning_rate: float = Field(default=0.1, gt=0, le=1)
    max_leaf_nodes: int = Field(default=31, ge=2, le=255)
    min_samples_leaf: int = Field(default=50, ge=1)
    l2_regularization: float = Field(default=0.0, ge=0)


class TrainingConfig(_Closed):
    """Everything that changes the model or its scores; unknown settings are refused."""

    feature_groups: tuple[FeatureGroup, ...] = Field(
        default=("current", "past", "around"), min_length=1
    )
    """Groups the model may see; load-derived columns cannot be named."""
    folds: int = Field(default=5, ge=2, le=50)
    """Folds of held-out vehicles; fewer when there are fewer trusted vehicles."""
    later_share: float = Field(default=0.25, gt=0, lt=1)
    """Share of on-duty time that the forward-in-time split judges."""
    purge_s: float = Field(default=120.0, ge=0)
    """Least distance from the time border, seconds; the longest context if that is more."""
    window_s: float = Field(default=5.0, gt=0)
    """Length of a window, seconds."""
    seed: int = Field(default=0, ge=0, lt=2**32)
    row_cap: int | None = Field(default=300_000, ge=100)
    """Most windows that one fit sees, sampled as whole sessions; null for all."""
    read_cap: int | None = Field(default=2_000_000, ge=100)
    """Most windows that training and judging read, as whole sessions; null for all."""
    threshold: float = Field(default=0.5, gt=0, lt=1)
    """Probability from which a window counts as carrying."""
    purity_weight: Literal["none", "linear"] = "linear"
    """`linear` fades windows with a mixed label out: weight (2 × purity - 1) × on-duty time."""
    class_weight: Literal["balanced"] | None = None
    segment_iou: float = Field(default=0.5, ge=0.5, le=1)
    """Overlap in time from which a predicted segment matches a true one."""
    importance_rows: int = Field(default=20_000, ge=100)
    """Most held-out windows on which importance is measured, over all folds."""
    height_rule: HeightRule = HeightRule()
    boosting: BoostingParameters = BoostingParameters()


def parse_config(given: Mapping[str, Any]) -> TrainingConfig:
    """Read training settings; raises `SettingsError` naming the setting and what it allows."""
    try:
        return TrainingConfig.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            allowed = ", ".join(_siblings(first["loc"]))
            raise SettingsError(f"training setting {name} is unknown; allowed: {allowed}") from None
        raise SettingsError(
            f"training setting {name}={first.get('input')!r}: {first['msg']}"
        ) from None


def _siblings(location: tuple[int | str, ...]) -> list[str]:
    """Names allowed beside the unknown setting at `location`."""
    model: Any = TrainingConfig
    for part in location[:-1]:
        model = model.model_fields[str(part)].annotation
    return sorted(model.model_fields)
