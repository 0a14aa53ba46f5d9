"""The settings of one training run, typed and closed.

Lives here: names, defaults and limits of everything that changes a model or its scores. Not here:
settings of the process (`orchestration.settings`), and how people give these in Dagster
(`assets/train_config.py` makes its fields of the ones here, the texts below them included).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.errors import SettingsError

FeatureGroup = Literal["current", "past", "around"]
ModelName = Literal["hist_gradient_boosting", "logistic_regression", "random_forest"]
LabelProfile = Literal["carry_rule", "load_share"]
CalibrationMethod = Literal["isotonic", "platt", "none"]


class _Closed(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class HeightRule(_Closed):
    """Limits of the baseline that judges by height and speed alone."""

    forks_up_m: float = 0.35
    """Forks above this height count as up, metres."""
    speed_cap_kmh: float = Field(default=7.2, gt=0)
    """Faster than this is not carrying, km/h."""


class HeightLimits(_Closed):
    """From where on a session's height is not believed, and its windows are judged without."""

    chatter_m: float = Field(default=0.06, gt=0)
    """Forks that rise and fall by as much within one window chatter, metres."""
    noisy_share: float = Field(default=0.35, gt=0, le=1)
    """Share of chattering windows from which the height is noise."""
    missing_share: float = Field(default=0.5, gt=0, le=1)
    """Share of windows without height from which it is missing altogether."""


class BoostingParameters(_Closed):
    """Parameters of `hist_gradient_boosting`."""

    max_iter: int = Field(default=80, ge=1, le=2000)
    """Trees, one after the other."""
    learning_rate: float = Field(default=0.12, gt=0, le=1)
    """Share of its correction that each tree makes."""
    max_leaf_nodes: int = Field(default=31, ge=2, le=255)
    """Most leaves of a tree."""
    max_bins: int = Field(default=127, ge=2, le=255)
    """Most bins that a feature is cut into."""
    min_samples_leaf: int = Field(default=50, ge=1)
    """Fewest windows in a leaf."""
    l2_regularization: float = Field(default=0.0, ge=0)
    """Penalty on the values of leaves; 0 for none."""


class ForestParameters(_Closed):
    """Parameters of `random_forest`."""

    n_estimators: int = Field(default=100, ge=1, le=2000)
    """Trees."""
    min_samples_leaf: int = Field(default=20, ge=1)
    """Fewest windows in a leaf."""
    max_samples: float = Field(default=0.5, gt=0, le=1)
    """Share of the windows that each tree sees."""


class LogisticParameters(_Closed):
    """Parameters of `logistic_regression`."""

    C: float = Field(default=1.0, gt=0)
    """Inverse strength of the penalty."""
    max_iter: int = Field(default=500, ge=1, le=10_000)
    """Most steps of the solver."""


class TrainingConfig(_Closed):
    """Everything that changes the model or its scores; unknown settings are refused."""

    model: ModelName = "hist_gradient_boosting"
    """The learner; its parameters stand under boosting, forest or logistic."""
    feature_groups: tuple[FeatureGroup, ...] = Field(
        default=("current", "past", "around"), min_length=1
    )
    """Groups the model may see; load-derived columns cannot be named."""
    neighbour_windows: int = Field(default=8, ge=0, le=24)
    """So many windows before (group past) and ahead (group around) are features of their own.

    They stand in for what the mart sums up over spans that are no longer than they reach.
    """
    label_profile: LabelProfile = "carry_rule"
    """What is learned: the rule's carry state, or the load signal of the window as it came."""
    folds: int = Field(default=5, ge=2, le=50)
    """Folds of held-out vehicles; fewer when there are fewer trusted vehicles."""
    later_share: float = Field(default=0.25, gt=0, lt=1)
    """Share of on-duty time that the forward-in-time split judges."""
    purge_s: float = Field(default=120.0, ge=0)
    """Least distance from the time border, seconds; the longest context if that is more."""
    window_s: float = Field(default=5.0, gt=0)
    """Length of a window, seconds."""
    seed: int = Field(default=0, ge=0, lt=2**32)
    """Seed of everything that is drawn."""
    row_cap: int | None = Field(default=300_000, ge=100)
    """Most windows that the fit of the kept model sees, as whole sessions; null for all."""
    judge_cap: int | None = Field(default=100_000, ge=100)
    """Most windows that each fit sees that only judges: what is kept has learned no less."""
    read_cap: int | None = Field(default=2_000_000, ge=100)
    """Most windows that training and judging read, as whole sessions; null for all."""
    threshold: float = Field(default=0.5, gt=0, lt=1)
    """Probability from which a single window counts as carrying."""
    calibration: CalibrationMethod = "isotonic"
    """Curve from the model's probability to the share that carries, fitted out of fold."""
    decoder: Literal["viterbi", "none"] = "viterbi"
    """What makes states of probabilities: the likeliest course of a session, or the threshold."""
    sharpness: float = Field(default=0.6, gt=0, le=2)
    """Weight of one window's evidence beside the durations; 1 takes windows as independent."""
    unknown_below: float = Field(default=0.6, ge=0.5, lt=1)
    """A state whose probability, given its session, is lower is unknown; 0.5 for never."""
    causal: bool = True
    """Also judge a model that only looks back, as a truck could run it."""
    bootstrap_draws: int = Field(default=500, ge=0, le=100_000)
    """Draws of vehicles for the intervals of scores; 0 for none."""
    height_dropout: float = Field(default=0.1, ge=0, lt=1)
    """Share of sessions that are learned without height, so that the model knows to do without."""
    height_limits: HeightLimits = HeightLimits()
    """From where on a height is not believed."""
    purity_weight: Literal["none", "linear"] = "linear"
    """`linear` fades windows with a mixed label out: weight (2 × purity - 1) × on-duty time."""
    transition_fade_s: float = Field(default=0.0, ge=0, le=600)
    """Labels nearer to a change than this fade out of a fit, seconds; 0 for none."""
    class_weight: Literal["balanced"] | None = None
    """`balanced` gives both states the same weight in a fit; null leaves them as they are."""
    segment_iou: float = Field(default=0.5, ge=0.5, le=1)
    """Overlap in time from which a predicted segment matches a true one."""
    importance_rows: int = Field(default=5_000, ge=100)
    """Most held-out windows on which importance is measured, over all folds."""
    height_rule: HeightRule = HeightRule()
    """The baseline that judges by height and speed alone."""
    boosting: BoostingParameters = BoostingParameters()
    """Parameters of `hist_gradient_boosting`."""
    forest: ForestParameters = ForestParameters()
    """Parameters of `random_forest`."""
    logistic: LogisticParameters = LogisticParameters()
    """Parameters of `logistic_regression`."""

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        """Refuse settings that contradict each other."""
        for parameters, model in PARAMETERS_OF.items():
            if parameters in self.model_fields_set and self.model != model:
                default = type(self).model_fields[parameters].default
                if getattr(self, parameters) != default:
                    raise ValueError(f"{parameters} belongs to model={model}, not {self.model}")
        if self.unknown_below > 0.5 and self.calibration == "none":
            raise ValueError(
                "unknown_below above 0.5 needs probabilities that mean something:"
                " set calibration to isotonic or platt, or unknown_below to 0.5"
            )
        return self


PARAMETERS_OF = {
    "boosting": "hist_gradient_boosting",
    "forest": "random_forest",
    "logistic": "logistic_regression",
}
"""Which model each group of parameters belongs to."""


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
        if not name:
            reason = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"training settings: {reason}") from None
        raise SettingsError(
            f"training setting {name}={first.get('input')!r}: {first['msg']}"
        ) from None


def _siblings(location: tuple[int | str, ...]) -> list[str]:
    """Names allowed beside the unknown setting at `location`."""
    model: Any = TrainingConfig
    for part in location[:-1]:
        model = model.model_fields[str(part)].annotation
    return sorted(model.model_fields)
