"""Rules, model and best estimate against the truth, fault by fault.

`python -m orchestration.benchmark.truth` simulates a fleet that nothing was tuned on, runs the
whole job on it, builds its windows by the reference rule as well, and compares both with what
really happened. Lives here: the fleet, the runs and the printed tables. Not here: what is compared
and how it is scored (`truth_scores.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from orchestration.benchmark.truth_scores import JUDGED, judged_windows, score_by
from orchestration.errors import ForkliftError
from orchestration.settings import REPOSITORY, Settings, load_settings
from orchestration.simulator import default_fleet, write_fleet
from orchestration.sources import make_source
from orchestration.warehouse import ingest, open_warehouse

REFERENCE_VARS = REPOSITORY / "dbt_project" / "vars" / "reference.yml"
WINDOWS = ("--select", "+feat_carry_windows", "--exclude-resource-type", "test", "unit_test")


def run_product(root: Path, data_dir: Path) -> Path:
    """Run the main job on `root`/real_data; return its warehouse."""
    settings = settings_of(root, data_dir)
    run_apart(settings, "orchestration.run")
    return settings.warehouse_path


def build_reference(root: Path, data_dir: Path) -> Path:
    """Build the windows by the reference rule, without Dagster; return the warehouse."""
    settings = settings_of(root, data_dir, vars=str(REFERENCE_VARS))
    with open_warehouse(settings) as connection:
        ingest(connection, make_source(settings), run_id="reference")
    written = ("--target-path", str(data_dir / "dbt"), "--log-path", str(data_dir / "dbt"))
    run_apart(settings, "orchestration.project", "build", *WINDOWS, *written)
    return settings.warehouse_path


def settings_of(root: Path, data_dir: Path, **others: str) -> Settings:
    """Settings of a run that reads `root`/real_data and writes into `data_dir`."""
    warehouse = data_dir / "warehouse.duckdb"
    own = {"source": "local", "local_root": root, "data_dir": data_dir, "warehouse": warehouse}
    return load_settings(**{"vars": "", **own, **others})


def run_apart(settings: Settings, module: str, *arguments: str) -> None:
    """Run a command of the project in a process of its own.

    Raises `ForkliftError` with the command's own words when it fails.
    """
    given = {
        "FORKLIFT_LOCAL_ROOT": str(settings.local_root),
        "FORKLIFT_DATA_DIR": str(settings.data_path),
        "FORKLIFT_WAREHOUSE": str(settings.warehouse_path),
        "FORKLIFT_SOURCE": settings.source,
        "FORKLIFT_VARS": settings.vars,
    }
    command = [sys.executable, "-m", module, *arguments]
    ended = subprocess.run(
        command, env={**os.environ, **given}, cwd=REPOSITORY, capture_output=True, text=True
    )
    if ended.returncode:
        said = (ended.stderr or ended.stdout).strip()
        raise ForkliftError(f"{module} on {settings.local_root}: {said}")


def judge_fleet(
    folder: Path, *, vehicles: int, days: int, seed: int, rows: int | None = None
) -> pd.DataFrame:
    """Simulate a fleet under `folder`, run both rules and the model on it, judge its windows.

    With `rows`, the fleet ends after about that many, whatever `days` says.
    """
    write_fleet(default_fleet(vehicles, days, seed, rows=rows), folder)
    scalable = link_scalable(folder, folder / "scalable")
    reference = build_reference(scalable, folder / "reference")
    product = run_product(folder, folder / "product")
    return judged_windows(product, reference, folder / "truth")


def link_scalable(folder: Path, target: Path) -> Path:
    """Link all telemetry of `folder` but that of stuck heights, which the reference rule refuses.

    One such file would fail its whole fleet; to that rule, those vehicles never carry.
    """
    query = """
        select distinct object_path from read_parquet($rows)
        inner join read_parquet($vehicles) as vehicles using (vehicle_id)
        where height_fault <> 'stuck' or vehicle_class = 'no_mast'
    """
    truth = folder / "truth"
    files = {"rows": str(truth / "rows" / "*.parquet"), "vehicles": str(truth / "vehicles.parquet")}
    for (path,) in duckdb.execute(query, files).fetchall():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(folder / path, target / path)
    return target


COLUMNS = {
    "unknown_share": ("unknown", "{:.1%}"),
    "calibration_error": ("ECE", "{:.3f}"),
    "estimate_segment_f1": ("segment F1", "{:.3f}"),
    "estimate_hours_error": ("hours", "{:+.1%}"),
    "estimate_count_error": ("carries", "{:+.1%}"),
}
"""What is shown beside the F1 of every judge, of the model (ECE) and of the best estimate."""


def as_table(scores: pd.DataFrame, keys: list[str]) -> Table:
    """Scores for the terminal."""
    table = Table(title="Window F1 against the truth; and of the best estimate:")
    for key in [*keys, "vehicles", "carrying"]:
        table.add_column(key.replace("_", " "))
    for label in [*JUDGED.values(), *(label for label, _ in COLUMNS.values())]:
        table.add_column(label, justify="right")
    for row in scores.to_dict("records"):
        cells = [str(row[key]) for key in keys]
        cells += [str(row["vehicles"]), f"{row['carrying_share']:.0%}"]
        shown = [(row[f"{name}_f1"], "{:.3f}") for name in JUDGED]
        shown += [(row[str(name)], pattern) for name, (_, pattern) in COLUMNS.items()]
        cells += ["–" if pd.isna(value) else pattern.format(value) for value, pattern in shown]
        table.add_row(*cells)
    return table


def main(
    vehicles: Annotated[int, typer.Option(min=2, help="Vehicles of the simulated fleet.")] = 40,
    days: Annotated[int, typer.Option(min=1, help="Days of the simulated fleet.")] = 2,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the judging fleet.")] = 9001,
) -> None:
    """Judge rules, model and best estimate on a simulated fleet with every fault."""
    folder = Path(tempfile.mkdtemp(prefix="forklift-truth-"))
    try:
        windows = judge_fleet(folder, vehicles=vehicles, days=days, seed=seed)
    except ForkliftError as error:
        Console(stderr=True, soft_wrap=True).print(f"[red]Failed:[/] {error}")
        raise typer.Exit(1) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    console = Console(highlight=False, width=150)
    for keys in (["load_fault"], ["height_fault"], ["vehicle_class"]):
        console.print(as_table(score_by(windows, keys), keys))


if __name__ == "__main__":
    typer.run(main)
