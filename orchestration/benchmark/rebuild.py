"""`rebuild`: from files to predictions, each step beside the yardsticks.

Lives here: the sub-command, and the comparison with earlier runs of other sizes. Not here: the
steps (`run.py`) and what follows from them (`figures.py`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from orchestration.benchmark.figures import MILLION, goals, path_costs
from orchestration.benchmark.goal import Goal, as_json
from orchestration.benchmark.options import Options, with_options
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import Record, read_record, write_record
from orchestration.benchmark.render import render
from orchestration.benchmark.run import run_benchmark
from orchestration.benchmark.session import Session, session
from orchestration.benchmark.workplace import Workplace

Rows = Annotated[int, typer.Option(min=1, help="About this many telemetry rows.")]


@with_options
def rebuild(options: Options, rows: Rows = 10 * MILLION) -> None:
    """Time each step from files to predictions beside the bare load and a one-shot script."""
    with session(rows, options) as running:
        failure = measure(running, running.place, rows, options.seed)
    if failure:
        raise StepFailed(failure)


def measure(running: Session, place: Workplace, rows: int, seed: int) -> str | None:
    """Run, write and print a rebuild; returns why training or scoring failed, or None."""
    record = run_benchmark(place, rows, seed, running.report)
    judged = conclude(record, running.results)
    running.goals += judged
    path = write_record(record, figures_of(record, judged), running.results)
    running.console.print(render(record, judged))
    running.console.print(f"\nAll figures: {path}", soft_wrap=True)
    return record.failure


def conclude(record: Record, results: Path) -> list[Goal]:
    """Judge the run, beside the latest runs with 10 and 100 million rows."""
    runs = {size: read_record(results, size) for size in (10 * MILLION, 100 * MILLION)}
    runs[record.asked_rows] = record
    return goals(record, small=runs[10 * MILLION], large=runs[100 * MILLION])


def figures_of(record: Record, judged: list[Goal]) -> dict[str, object]:
    """What followed from the measurements, to stand beside them in the file."""
    return {"paths": [asdict(cost) for cost in path_costs(record)], "goals": as_json(judged)}
