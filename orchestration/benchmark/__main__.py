"""`python -m orchestration.benchmark`: time the pipeline beside its yardsticks.

Lives here: the command line and the life of the work folder. Not here: the steps (`run.py`) and
what follows from them (`figures.py`).
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from orchestration.benchmark.figures import MILLION, Goal, goals, path_costs
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import Record, read_record, write_record
from orchestration.benchmark.render import progress, render
from orchestration.benchmark.run import run_benchmark
from orchestration.benchmark.workplace import workplace
from orchestration.errors import ForkliftError, SettingsError
from orchestration.settings import Settings, load_settings

MEMORY_LIMIT = "4GB"
"""DuckDB's limit unless FORKLIFT_MEMORY_LIMIT is set: what a process has besides comes on top."""
BYTES_PER_ROW = 400
"""Generous estimate of the disk that files, warehouse and spill take together."""

Rows = Annotated[int, typer.Option(min=1, help="About this many telemetry rows.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the simulated fleet.")]
Keep = Annotated[bool, typer.Option("--keep", help="Leave the work folder behind, and say where.")]
WorkDir = Annotated[
    Path | None,
    typer.Option(help="Where the work folder is made (default: benchmark/ of FORKLIFT_DATA_DIR)."),
]
Check = Annotated[bool, typer.Option("--check", help="Exit with 1 when a judged goal is missed.")]


def benchmark(
    rows: Rows = MILLION,
    seed: Seed = 0,
    keep: Keep = False,
    work_dir: WorkDir = None,
    check: Check = False,
) -> None:
    """Simulate telemetry, time each step from files to predictions, and judge the figures."""
    settings = load_settings()
    results = settings.data_path / "benchmark"
    console = Console(highlight=False)
    with work_folder(work_dir or results, rows, keep) as folder:
        place = workplace(folder, results, memory_limit(settings))
        record = run_benchmark(
            place, rows, seed, lambda step: console.print(progress(step), soft_wrap=True)
        )
        judged = conclude(record, results)
        path = write_record(record, figures_of(record, judged), results)
        console.print(render(record, judged))
        console.print(f"\nAll figures: {path}", soft_wrap=True)
        if keep:
            console.print(f"Work folder: {folder}", soft_wrap=True)
    if record.failure:
        raise StepFailed(record.failure)
    if check and any(goal.judged and not goal.met for goal in judged):
        raise SystemExit(1)


def conclude(record: Record, results: Path) -> list[Goal]:
    """Judge the run, beside the latest runs with 10 and 100 million rows."""
    runs = {size: read_record(results, size) for size in (10 * MILLION, 100 * MILLION)}
    runs[record.asked_rows] = record
    return goals(record, small=runs[10 * MILLION], large=runs[100 * MILLION])


def figures_of(record: Record, judged: list[Goal]) -> dict[str, object]:
    """What followed from the measurements, to stand beside them in the file."""
    return {
        "paths": [asdict(cost) for cost in path_costs(record)],
        "goals": [{**asdict(goal), "met": goal.met} for goal in judged],
    }


def memory_limit(settings: Settings) -> str:
    """The limit that was asked for, or the benchmark's own."""
    asked = "memory_limit" in settings.model_fields_set
    return settings.memory_limit if asked else MEMORY_LIMIT


@contextmanager
def work_folder(parent: Path, rows: int, keep: bool) -> Iterator[Path]:
    """A new folder that is gone afterwards, however the run ends, unless it is to be kept.

    Raises `SettingsError` when the disk has no room for so many rows.
    """
    parent.mkdir(parents=True, exist_ok=True)
    needed, free = rows * BYTES_PER_ROW, shutil.disk_usage(parent).free
    if free < needed:
        raise SettingsError(
            f"{parent} has {free / 1e9:.0f} GB free, {rows:,} rows may need {needed / 1e9:.0f} GB: "
            "give --work-dir on another disk, or fewer --rows"
        )
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=parent.resolve()))
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _interrupt(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def main() -> None:
    """Run the command line; a fault is one line, and an interrupted run leaves nothing behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        typer.run(benchmark)
    except ForkliftError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
