"""What the regression guard compares: ratios of CPU times, recorded and measured.

Lives here: the arithmetic, the recorded ratios (`guard.json` beside this file) and the verdict. Not
here: measuring (`guard.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.benchmark.record import write_json
from orchestration.benchmark.selection import Nodes
from orchestration.errors import ForkliftError

RECORDED = Path(__file__).with_name("guard.json")
RECORD_ANEW = "record anew with `python -m orchestration.benchmark guard --record`"
LOSS = 1.5
"""A ratio may grow by this factor: less can be noise, or another processor."""
HEAVY_SHARE = 0.05
"""Share of all SQL from which a model has a ratio of its own."""

ONE_MORE_DAY = "one more day"


class RegressionFound(ForkliftError):
    """A measured ratio is worse than the recorded one, or cannot be compared."""


@dataclass(frozen=True)
class Sample:
    """CPU seconds of one round."""

    bare: float
    """The bare typed load of the same files: the yardstick."""
    ingest: float
    full: dict[str, float]
    """SQL by node of the full build."""
    daily: dict[str, float]
    """SQL by node of the build after one more day."""


def least(samples: Iterable[Sample]) -> Sample:
    """The least of each figure by itself: whatever disturbs, only adds."""
    first, *others = samples
    for other in others:
        first = Sample(
            min(first.bare, other.bare),
            min(first.ingest, other.ingest),
            {node: min(first.full[node], other.full[node]) for node in first.full},
            {node: min(first.daily[node], other.daily[node]) for node in first.daily},
        )
    return first


def ratios(sample: Sample, nodes: Nodes) -> dict[str, float]:
    """All ratios: of the whole, and of each heavy model; in bare loads where possible."""
    full, bare = sample.full, sample.bare
    everything = sum(full.values())
    carry_state = sum(full.get(node, 0.0) for node in nodes.carry_state)
    features = carry_state + sum(full.get(node, 0.0) for node in nodes.features)
    heavy = {
        f"model {node.rpartition('.')[2]}": seconds / bare
        for node, seconds in sorted(full.items())
        if node.startswith("model.") and seconds >= HEAVY_SHARE * everything
    }
    verdicts = features + sum(full.get(node, 0.0) for node in nodes.vehicles)
    return {
        "ingest": sample.ingest / bare,
        "carry state": carry_state / bare,
        "tested feature mart": features / bare,
        "mart and sensor verdicts": verdicts / bare,
        ONE_MORE_DAY: sum(sample.daily.values()) / everything,
        **heavy,
    }


def losses(measured: Mapping[str, float], recorded: Mapping[str, float]) -> list[str]:
    """A line for each recorded ratio that is lost by more than `LOSS`; one that is gone, too."""
    lines = []
    for name, before in recorded.items():
        unit = "full rebuilds" if name == ONE_MORE_DAY else "bare loads"
        now = measured.get(name)
        if now is None and name.startswith("model "):
            continue  # renamed, or light by now: the ratios of the whole hold it
        if now is None:
            lines.append(f"{name}: recorded are {before:.3g} {unit}, nothing was measured")
        elif now > LOSS * before:
            lines.append(
                f"{name}: {now:.3g} {unit}, recorded are {before:.3g}"
                f" ({now / before:.2f} x, at most {LOSS:g} x)"
            )
    return lines


def judge(measured: Mapping[str, float], recorded: Mapping[str, float]) -> None:
    """Raise `RegressionFound` with one line that names each lost ratio and what to do."""
    if lines := losses(measured, recorded):
        raise RegressionFound(f"{'; '.join(lines)}: make it faster again, or {RECORD_ANEW}")


def read_recorded(path: Path = RECORDED) -> dict[str, float]:
    """The recorded ratios; raises `RegressionFound` when there are none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))["ratios"]
    except (OSError, ValueError, KeyError, TypeError):
        raise RegressionFound(f"{path}: no recorded ratios; {RECORD_ANEW}") from None


def write_recorded(ratios: Mapping[str, float], rows: int, path: Path = RECORDED) -> Path:
    """Record these ratios."""
    rounded = {name: round(value, 4) for name, value in ratios.items()}
    return write_json({"rows": rows, "ratios": rounded}, path)
