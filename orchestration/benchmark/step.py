"""`python -m orchestration.benchmark.step NAME RESULT`: one Python step in a process of its own.

Lives here: each step as the pipeline does it, timed after the imports. A step imports what it
needs by itself, so that no step carries the memory of another one. Not here: the order of the
steps (`run.py`), and dbt, which is a process of its own already.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from orchestration.errors import ForkliftError, TrainingError
from orchestration.settings import Settings, load_settings


@dataclass(frozen=True)
class Outcome:
    """What a step says about itself."""

    seconds: float
    """Time without the start of Python and its imports."""
    rows: int | None = None
    """Telemetry rows that it read or wrote; null where it works on something else."""
    detail: str = ""


def simulate(settings: Settings, rows: int, seed: int) -> Outcome:
    """Write clean files of a fleet with the usual sensor faults."""
    from orchestration.simulator import default_fleet, write_fleet

    began = time.perf_counter()
    fleet = default_fleet(vehicles=20, seed=seed, rows=rows, defects=())
    written = write_fleet(fleet, settings.local_root, truth=False)
    detail = f"{written.files:,} files, {written.size_bytes / 1e6:,.0f} MB"
    return Outcome(time.perf_counter() - began, written.rows, detail)


def load_bare(settings: Settings) -> Outcome:
    """Load the files into a table of a fresh database file."""
    from orchestration.benchmark.bare_load import bare_load
    from orchestration.warehouse import open_warehouse

    began = time.perf_counter()
    with open_warehouse(settings) as connection:
        rows = bare_load(connection, telemetry_files(settings))
    return Outcome(time.perf_counter() - began, rows)


def judge_with_pandas(settings: Settings) -> Outcome:
    """Apply the reference rule in memory; heights are clipped, as stuck ones cannot be scaled."""
    from orchestration.benchmark.one_shot_pandas import ReferenceRule, carry_hours

    began = time.perf_counter()
    rule = ReferenceRule(height_mode="clip")
    hours = carry_hours(telemetry_files(settings), rule, workers=settings.threads)
    seconds = time.perf_counter() - began
    return Outcome(seconds, int(hours["rows"].sum()), "reference rule, heights clipped, no tables")


def load_raw(settings: Settings) -> Outcome:
    """Ingest the files into the `raw` schema."""
    from orchestration.sources import make_source
    from orchestration.warehouse import ingest, open_warehouse

    began = time.perf_counter()
    with open_warehouse(settings) as connection:
        report = ingest(connection, make_source(settings), run_id="benchmark")
    return Outcome(time.perf_counter() - began, report.rows_in)


def train_model(settings: Settings) -> Outcome:
    """Train, judge and store the classifier with default settings."""
    from orchestration.assets.train import SAMPLES_QUERY
    from orchestration.ml.config import TrainingConfig
    from orchestration.ml.mart import read_training_windows
    from orchestration.ml.registry import save_model
    from orchestration.ml.tables import write_refusal, write_run
    from orchestration.ml.train import train
    from orchestration.pinning import loaded_version
    from orchestration.warehouse import open_warehouse

    began, config = time.perf_counter(), TrainingConfig()
    with open_warehouse(settings, read_only=True) as connection:
        version = loaded_version(connection)
        windows = read_training_windows(connection, config)
        samples = connection.execute(SAMPLES_QUERY).df()
    try:
        result = train(windows, config, version=version, samples=samples, threads=settings.threads)
    except TrainingError as error:
        with open_warehouse(settings) as connection:
            write_refusal(connection, config, version=version, reason=str(error))
        return Outcome(time.perf_counter() - began, detail=f"no model: {error}")
    saved = save_model(result, settings.models_path)
    with open_warehouse(settings) as connection:
        write_run(connection, result, saved)
    detail = f"{sum(result.rows_per_vehicle.values()):,} of {len(windows):,} windows"
    return Outcome(time.perf_counter() - began, detail=detail)


def score_windows(settings: Settings) -> Outcome:
    """Predict every window of every forklift."""
    from orchestration.assets.score import refresh_predictions
    from orchestration.ml.tables import latest_model
    from orchestration.warehouse import open_warehouse

    began, predicted = time.perf_counter(), 0
    with open_warehouse(settings) as connection:
        current = latest_model(connection)
        if current is not None:
            predicted = refresh_predictions(connection, settings, *current)
    return Outcome(time.perf_counter() - began, detail=f"{predicted:,} windows")


STEPS: dict[str, Callable[[Settings], Outcome]] = {
    "bare_load": load_bare,
    "one_shot_pandas": judge_with_pandas,
    "ingest": load_raw,
    "train": train_model,
    "score": score_windows,
}


def telemetry_files(settings: Settings) -> list[Path]:
    """The simulated CSV files, in the order of their paths."""
    return sorted((settings.local_root / "real_data").rglob("*.csv"))


def main(
    name: str,
    result: Path,
    rows: Annotated[int, typer.Option(help="Rows to simulate.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.")] = 0,
) -> None:
    """Do one step and write its outcome to RESULT; a fault is one line."""
    try:
        settings = load_settings()
        simulated = name == "simulate"
        outcome = simulate(settings, rows, seed) if simulated else STEPS[name](settings)
    except ForkliftError as error:
        sys.exit(str(error))
    result.write_text(json.dumps(asdict(outcome)), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
