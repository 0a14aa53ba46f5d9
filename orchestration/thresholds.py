"""When the asset checks of telemetry and training complain.

Lives here: names, defaults and validation of the thresholds. Not here: the checks (`checks/`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Thresholds(BaseModel):
    """Limits of the asset checks; each field is `FORKLIFT_CHECKS_<NAME>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Literal["warn", "error"] = "warn"
    """What a failure of these checks is; an error also keeps results from being published."""
    volume_min_ratio: float = Field(default=0.2, ge=0)
    """Samples of a vehicle's newest local day to the median of its earlier ones, at least."""
    volume_max_ratio: float = Field(default=5, gt=0)
    """The same, at most."""
    history_days: int = Field(default=7, ge=1)
    """Earlier days that there must be before a day is compared with them."""
    stale_after_h: float = Field(default=72, gt=0)
    """Age of a vehicle's last sample from which on it is stale."""
    stale_against: Literal["data", "commit", "now"] = "data"
    """What the age is judged against: the newest data, the version's time, or the wall clock."""
    gone_after_d: float = Field(default=30, gt=0)
    """Age of the last sample from which on a vehicle has left the fleet, and is let be."""
    carrying_max_change: float = Field(default=0.15, gt=0, le=1)
    """Change of the share of time that is carrying or unknown, between days and trainings."""
    day_min_on_duty_h: float = Field(default=1, ge=0)
    """Labelled time on duty that a day must have for its share of carrying to be compared."""
    drift_days: float = Field(default=7, gt=0)
    """Days up to the newest data whose windows are compared with the champion's training."""
    drift_min_windows: int = Field(default=2000, ge=1)
    """Windows that a measure of drift must rest on to be judged."""
    drift_max_psi: float = Field(default=0.25, gt=0)
    """Population stability index of a feature, at most."""
    trusted_max_change: float = Field(default=0.2, gt=0, le=1)
    """Share of a training's vehicles that the next one takes in or leaves out, at most."""
