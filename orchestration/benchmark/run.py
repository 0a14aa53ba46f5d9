"""The order of the steps of a rebuild.

Lives here: what is run and how often, and that all of it worked on the same rows. Not here: how a
step is run and measured (`workplace.py`), and what follows from it (`figures.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import Record, Step, circumstances
from orchestration.benchmark.selection import read_selections
from orchestration.benchmark.workplace import Workplace

PANDAS_UP_TO = 10_000_000
"""Rows up to which the one-shot yardstick is run."""
REPEATS = 3
"""Runs of what everything is divided by or freed of; the median counts."""

Report = Callable[[Step], None]


def run_benchmark(place: Workplace, rows: int, seed: int, report: Report) -> Record:
    """Run all steps, each in a process of its own, and report each when it is done.

    Raises `StepFailed` when a step fails or has not seen all rows; a failure after the feature mart
    is recorded instead, with all that was measured before it.
    """
    began = datetime.now(UTC)
    steps: list[Step] = []

    def done(step: Step) -> None:
        steps.append(step)
        report(step)

    done(place.python("simulate", "--rows", str(rows), "--seed", str(seed)))
    done(repeated(place.bare_load))
    if rows <= PANDAS_UP_TO:
        done(place.python("one_shot_pandas"))
    done(place.python("ingest"))
    place.dbt("parse", "parse")
    chosen = read_selections(place.dbt_target / "manifest.json")
    done(repeated(lambda: place.dbt_nodes("start_up", chosen.start_up)))
    done(place.dbt_nodes("carry_state", chosen.carry_state))
    done(place.dbt_nodes("features", chosen.features))
    done(place.dbt_nodes("vehicles", chosen.vehicles))
    failure = None
    try:
        done(place.python("train"))
        done(place.python("score"))
    except StepFailed as failed:
        failure = str(failed)
    return Record(
        asked_rows=rows,
        rows=same_rows(steps),
        seed=seed,
        started_at=began.isoformat(timespec="seconds"),
        circumstances=circumstances(place.settings),
        steps=steps,
        failure=failure,
    )


def repeated(run: Callable[[], Step]) -> Step:
    """The run with the median time out of `REPEATS`."""
    runs = sorted((run() for _ in range(REPEATS)), key=lambda step: step.seconds)
    return replace(runs[REPEATS // 2], repeats=[step.seconds for step in runs])


def same_rows(steps: list[Step]) -> int:
    """The rows that every step worked on; raises `StepFailed` when they differ."""
    seen = {step.name: step.rows for step in steps if step.rows is not None}
    if len(set(seen.values())) != 1:
        counts = ", ".join(f"{name} {rows:,}" for name, rows in seen.items())
        raise StepFailed(f"the steps did not work on the same rows: {counts}")
    return next(iter(seen.values()))
