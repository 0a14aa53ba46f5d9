"""`python -m orchestration.benchmark.step NAME RESULT`: one Python step in a process of its own.

Lives here: each step as the pipeline does it, timed after the imports. A step imports what it
needs by itself, so that no step carries the memory of another one. Not here: training and scoring
(`learning.py`), the order of the steps, and dbt, which is a process of its own already.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from orchestration.benchmark.enlarge import enlarge
from orchestration.benchmark.learning import score_windows, train_model
from orchestration.benchmark.outcome import Outcome, cpu_seconds
from orchestration.errors import ForkliftError
from orchestration.settings import Settings, load_settings


def simulate(
    settings: Settings, *, rows: int, days: int, vehicles: int, seed: int, defects: bool
) -> Outcome:
    """Write files of a fleet with the usual sensor faults: so many rows, or else days.

    They are clean, or have all defects of rows and files that the simulator knows.
    """
    from orchestration.simulator import default_fleet, write_fleet
    from orchestration.simulator.spec import DEFECTS

    began = time.perf_counter()
    chosen = DEFECTS if defects else ()
    fleet = default_fleet(vehicles, max(days, 1), seed, rows=rows or None, defects=chosen)
    written = write_fleet(fleet, settings.local_root, truth=False)
    detail = f"{written.files:,} files, {written.size_bytes / 1e6:,.0f} MB"
    return Outcome(time.perf_counter() - began, written.rows, detail)


def load_bare(settings: Settings) -> Outcome:
    """Load the files into a table of a fresh database file."""
    from orchestration.benchmark.bare_load import bare_load
    from orchestration.warehouse import open_warehouse

    began, cpu = time.perf_counter(), cpu_seconds()
    with open_warehouse(settings) as connection:
        rows = bare_load(connection, telemetry_files(settings))
    return Outcome(time.perf_counter() - began, rows, work_cpu_seconds=cpu_seconds() - cpu)


def judge_with_pandas(settings: Settings) -> Outcome:
    """Apply the reference rule in memory; heights are clipped, as stuck ones cannot be scaled."""
    from orchestration.benchmark.one_shot_pandas import carry_hours
    from orchestration.benchmark.one_shot_rule import ReferenceRule

    began = time.perf_counter()
    rule = ReferenceRule(height_mode="clip")
    hours = carry_hours(telemetry_files(settings), rule, workers=settings.threads)
    seconds = time.perf_counter() - began
    return Outcome(seconds, int(hours["rows"].sum()), "reference rule, heights clipped, no tables")


def load_raw(settings: Settings) -> Outcome:
    """Ingest the files into the `raw` schema."""
    from orchestration.sources import make_source
    from orchestration.warehouse import ingest, open_warehouse

    began, cpu = time.perf_counter(), cpu_seconds()
    with open_warehouse(settings) as connection:
        report = ingest(connection, make_source(settings), run_id=str(uuid4()))
    seconds, worked = time.perf_counter() - began, cpu_seconds() - cpu
    return Outcome(seconds, report.rows_in, work_cpu_seconds=worked)


STEPS: dict[str, Callable[[Settings], Outcome]] = {
    "bare_load": load_bare,
    "one_shot_pandas": judge_with_pandas,
    "ingest": load_raw,
    "score": score_windows,
}


def telemetry_files(settings: Settings) -> list[Path]:
    """The simulated CSV files, in the order of their paths."""
    return sorted((settings.local_root / "real_data").rglob("*.csv"))


def main(
    name: str,
    result: Path,
    rows: Annotated[int, typer.Option(help="Rows to simulate.")] = 0,
    days: Annotated[int, typer.Option(help="Days to simulate, without rows.")] = 0,
    vehicles: Annotated[int, typer.Option(help="Vehicles to simulate.")] = 20,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.")] = 0,
    defects: Annotated[bool, typer.Option(help="Bad rows and odd files, too.")] = False,
    share: Annotated[float, typer.Option(help="Share of all windows to train on.")] = 0,
    windows: Annotated[int, typer.Option(help="Windows that a mart is enlarged to.")] = 0,
) -> None:
    """Do one step and write its outcome to RESULT; a fault is one line."""
    try:
        settings = load_settings()
        if name == "simulate":
            outcome = simulate(
                settings, rows=rows, days=days, vehicles=vehicles, seed=seed, defects=defects
            )
        elif name == "train":
            outcome = train_model(settings, share)
        elif name == "enlarge":
            outcome = enlarge(settings, windows)
        else:
            outcome = STEPS[name](settings)
    except ForkliftError as error:
        sys.exit(str(error))
    result.write_text(json.dumps(asdict(outcome)), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
