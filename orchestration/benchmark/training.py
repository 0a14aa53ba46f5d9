"""`training`: how the time of training grows with the windows.

Lives here: the shares of one mart that are trained on, and the goal. Not here: training itself
(`learning.py`) and the history before it (`walk.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from orchestration.benchmark.goal import Goal
from orchestration.benchmark.options import Options, Vehicles, with_options
from orchestration.benchmark.part import Part
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import Step
from orchestration.benchmark.tables import filled, size
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.walk_through import walk_through

DAYS, VEHICLES = 4, 20
"""The size at which the goal is judged."""
SHARES = (0.25, 0.5, 1.0)
LIMIT = 1.1

NOTES = """\
Each share is of whole sessions of the same mart, and both caps let all of it
through: what a fit sees grows with what is read. Seconds are without the start
of Python, and with reading, judging and storing."""

Days = Annotated[int, typer.Option(min=1, help="Days whose windows are trained on.")]


@with_options
def training(options: Options, days: Days = DAYS, vehicles: Vehicles = VEHICLES) -> None:
    """Train on a quarter, half and all of the windows of one mart."""
    walk_through(options, vehicles, days, lambda walk: ask(walk, days))


def ask(walk: Walk, days: int) -> Callable[[], Part]:
    """Ask the walk for what is needed; the answer draws the conclusions afterwards."""
    steps: list[Step] = []

    def measure() -> None:
        for share in SHARES:
            step = walk.place.python("train", "--share", str(share))
            walk.report(step.renamed(f"training on {share:.0%}"))
            if not step.windows:
                raise StepFailed(f"training on {share:.0%}: {step.detail}; give more --days")
            steps.append(step)

    walk.after(days, measure)
    return lambda: conclude(steps, days, walk.vehicles)


def conclude(steps: list[Step], days: int, vehicles: int) -> Part:
    """The figures and the goal of measured trainings, the smallest first."""
    per_window = [step.seconds / (step.windows or 0) for step in steps]
    relative = [each / per_window[0] for each in per_window]
    judged = (days, vehicles) == (DAYS, VEHICLES)
    goals = [
        Goal("Training, per window", "× smallest", LIMIT, f"{DAYS} days", max(relative[1:]), judged)
    ]
    table = filled(
        ("Windows", "seconds", "µs a window", "× smallest", "peak memory"),
        [
            (
                f"{step.windows:,}",
                f"{step.seconds:.1f}",
                f"{each * 1e6:.0f}",
                f"{ratio:.2f}",
                size(step.peak_memory_bytes),
            )
            for step, each, ratio in zip(steps, per_window, relative, strict=True)
        ],
    )
    figures = {
        "days": days,
        "vehicles": vehicles,
        "steps": [asdict(step) for step in steps],
        "per_window_relative": relative,
    }
    title = f"Training on windows of {days} days of {vehicles} vehicles"
    return Part("training", title, figures, goals, [table], NOTES)
