"""What the classifier has to reach against the truth, and whether it does.

Lives here: the goals and their verdicts on scored windows. Not here: the scores themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from orchestration.benchmark.truth_scores import intervals_of, scores_of

BROKEN = {"stuck": ["stuck_0", "stuck_1"], "absent": ["sentinel"], "film": ["dark_film"]}
FLICKERING = {"vibration": ["vibration"], "rack false-high": ["rack_false_high"]}
DOUBTFUL_HEIGHT = {"stuck height": ["stuck"], "noisy height": ["noise"]}
WINDOW_F1, SEGMENT_F1, HOURS, FLICKER_F1, CALIBRATION = 0.95, 0.90, 0.05, 0.97, 0.03


@dataclass(frozen=True)
class Verdict:
    """One goal on one group of vehicles."""

    at: str
    goal: str
    wanted: str
    measured: str
    met: bool


def verdicts(windows: pd.DataFrame, fleet: str) -> list[Verdict]:
    """All goals that the vehicles of a fleet can be judged by; trucks have no model, and none."""
    own = windows[(windows["fleet"] == fleet) & (windows["vehicle_class"] != "no_mast")]
    found = []
    for name, faults in BROKEN.items():
        part = own[own["load_fault"].isin(faults)]
        if len(part):
            found += _broken(part, f"{fleet}, {name}")
    for name, faults in FLICKERING.items():
        part = own[own["load_fault"].isin(faults)]
        if len(part):
            found.append(_at_least(part, f"{fleet}, {name}", "f1", "window F1", FLICKER_F1))
    for name, faults in DOUBTFUL_HEIGHT.items():
        part = own[own["height_fault"].isin(faults)]
        if len(part):
            error = scores_of(part, "model")["calibration_error"]
            shown, met = _shown(error, "{:.3f}"), error is not None and error <= CALIBRATION
            found.append(
                Verdict(f"{fleet}, {name}", "model's ECE", f"≤ {CALIBRATION:.2f}", shown, met)
            )
    return found + _never_worse(windows[windows["fleet"] == fleet], fleet)


def _broken(part: pd.DataFrame, at: str) -> list[Verdict]:
    error = scores_of(part, "estimate")["hours_error"]
    met = error is not None and abs(error) <= HOURS
    return [
        _at_least(part, at, "f1", "window F1", WINDOW_F1),
        _at_least(part, at, "segment_f1", "segment F1", SEGMENT_F1),
        Verdict(at, "carry hours", f"± {HOURS:.0%}", _shown(error, "{:+.1%}"), met),
    ]


def _at_least(part: pd.DataFrame, at: str, score: str, name: str, limit: float) -> Verdict:
    value = scores_of(part, "estimate")[score]
    low, high = intervals_of(part, "estimate").get(score, (None, None))
    between = "" if low is None or high is None else f" ({low:.3f} to {high:.3f})"
    met = value is not None and value >= limit
    return Verdict(at, name, f"≥ {limit:.2f}", _shown(value, "{:.3f}") + between, met)


def _never_worse(windows: pd.DataFrame, fleet: str) -> list[Verdict]:
    """On each vehicle whose sensor is trusted, the estimate is as good as the product rule."""
    trusted = windows[windows["load_sensor_status"] == "trusted"]
    if trusted.empty:
        return []
    worse = [
        str(vehicle)
        for vehicle, part in trusted.groupby("vehicle_id")
        if (scores_of(part, "estimate")["f1"] or 0) < (scores_of(part, "product")["f1"] or 0)
    ]
    measured = f"{len(worse)} worse: {', '.join(worse)}" if worse else "none worse"
    wanted = "never below the rule"
    return [Verdict(f"{fleet}, trusted", "window F1", wanted, measured, not worse)]


def _shown(value: float | None, pattern: str) -> str:
    return "–" if value is None else pattern.format(value)
