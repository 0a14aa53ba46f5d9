"""`training`: what the classifier costs on millions of windows, and how that grows.

Lives here: the shares of one mart that are trained on, scoring all of it, and the goals. Not here:
training and scoring (`learning.py`), the mart's size (`enlarge.py`) and the history before it
(`walk.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import numpy as np
import typer
from rich.table import Table

from orchestration.benchmark.goal import Goal
from orchestration.benchmark.options import Options, Vehicles, with_options
from orchestration.benchmark.part import Part
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import Step
from orchestration.benchmark.tables import filled, size
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.walk_through import walk_through

DAYS, VEHICLES = 1, 20
WINDOWS = 2_000_000
"""The size at which the goals are judged."""
SHARES = (0.25, 0.5, 1.0)
LIMIT_S, LIMIT_GIB, LIMIT_US, LIMIT_GROWTH = 180.0, 4.0, 3.33, 1.0
"""Of all, of memory, of scoring a window (300,000 a second), and linear growth."""

NOTES = """\
The mart is made of copies of its vehicles, each with noise and ids of its own.
Each share is of whole sessions of it; settings are the defaults, so that what
a fit sees is capped. Seconds are without the start of Python. Read is reading
the mart; train is making the matrix, learning, judging and storing; scoring
reads all windows of forklifts again and writes their predictions. Growth is
the slope of seconds over windows, both as logarithms: 1 is linear."""

Days = Annotated[int, typer.Option(min=1, help="Days whose windows are copied.")]
Windows = Annotated[int, typer.Option(min=1000, help="Windows to read, train on and score.")]


@with_options
def training(
    options: Options, days: Days = DAYS, vehicles: Vehicles = VEHICLES, windows: Windows = WINDOWS
) -> None:
    """Train on a quarter, half and all of so many windows, and score all."""
    walk_through(options, vehicles, days, lambda walk: ask(walk, days, windows))


def ask(walk: Walk, days: int, windows: int = WINDOWS) -> Callable[[], Part]:
    """Ask the walk for what is needed; the answer draws the conclusions afterwards."""
    steps: list[Step] = []

    def measure() -> None:
        # Beside the walk's warehouse, which others go on with.
        place = walk.copied("training")
        walk.report(place.python("enlarge", "--windows", str(windows)))
        for share in SHARES:
            step = place.python("train", "--share", str(share))
            walk.report(step.renamed(f"training on {share:.0%}"))
            if not step.windows:
                raise StepFailed(f"training on {share:.0%}: {step.detail}; give more --days")
            steps.append(step)
        steps.append(place.python("score"))
        walk.report(steps[-1])

    walk.after(days, measure)
    return lambda: conclude(steps[:-1], steps[-1], windows)


def conclude(steps: list[Step], scoring: Step, windows: int) -> Part:
    """The figures and goals of measured trainings, the smallest first, and of scoring."""
    whole = steps[-1].seconds + scoring.seconds
    peak = max(steps[-1].peak_memory_bytes, scoring.peak_memory_bytes)
    per_s = (scoring.windows or 0) / scoring.seconds
    growth = growth_of([step.windows or 0 for step in steps], [step.seconds for step in steps])
    at, judged = f"{windows:,} windows", windows == WINDOWS
    goals = [
        Goal("Read, train and score", "s", LIMIT_S, at, whole, judged),
        Goal("Peak memory", "GiB", LIMIT_GIB, at, peak / 2**30, judged),
        Goal("Scoring, a window", "µs", LIMIT_US, at, 1e6 / per_s, judged),
        Goal("Growth of training", "", LIMIT_GROWTH, at, growth, judged),
    ]
    figures = {
        "windows": windows,
        "steps": [asdict(step) for step in (*steps, scoring)],
        "windows_scored_per_s": per_s,
        "growth": growth,
    }
    title = f"The classifier on {steps[-1].windows:,} windows, {per_s:,.0f} scored a second"
    return Part("training", title, figures, goals, [_table(steps, scoring)], NOTES)


def growth_of(windows: list[int], seconds: list[float]) -> float:
    """Exponent of the power of the windows that the seconds grow with, by least squares."""
    return float(np.polyfit(np.log(windows), np.log(seconds), 1)[0])


def _table(steps: list[Step], scoring: Step) -> Table:
    rows = [
        (
            f"train on {step.windows:,}",
            f"{step.parts.get('read', 0.0):.1f}",
            f"{step.seconds:.1f}",
            f"{step.cpu_seconds:.1f}",
            size(step.peak_memory_bytes),
        )
        for step in steps
    ]
    rows.append(
        (
            f"score {scoring.windows:,}",
            "",
            f"{scoring.seconds:.1f}",
            f"{scoring.cpu_seconds:.1f}",
            size(scoring.peak_memory_bytes),
        )
    )
    return filled(("Step", "read s", "seconds", "CPU seconds", "peak memory"), rows)
