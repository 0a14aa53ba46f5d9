"""Rules, model and best estimate against the truth, fault by fault.

`python -m orchestration.benchmark.truth` simulates a fleet that nothing was tuned on, runs the
whole job on it twice (product rule, reference rule) and compares windows with what really
happened. Lives here: that comparison. Not here: scores that need no truth (`ml/evaluation.py`).
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

from orchestration.errors import ForkliftError
from orchestration.settings import REPOSITORY
from orchestration.simulator import default_fleet, write_fleet

REFERENCE_VARS = REPOSITORY / "dbt_project" / "vars" / "reference.yml"
JUDGED = {
    "reference": "reference rule",
    "product": "product rule",
    "model": "model",
    "estimate": "best estimate",
}
"""Columns of `judged_windows` with the names that people read."""

WINDOWS = """
    with carries as (
        select vehicle_id, unnest(range(started_at_ms // 5000, (ended_at_ms - 1) // 5000 + 1))
            as window_number, started_at_ms, ended_at_ms
        from read_parquet($carries)
    ),
    truth as (
        select vehicle_id, window_number, sum(
            least(ended_at_ms, (window_number + 1) * 5000)
            - greatest(started_at_ms, window_number * 5000)
        ) / 5000.0 as true_share
        from carries group by all
    ),
    reference as (
        select vehicle_id, window_started_at, bool_or(label_is_carrying) as is_carrying
        from reference.marts.feat_carry_windows group by all
    )
    select estimates.vehicle_id, vehicles.vehicle_class, vehicles.load_fault,
        vehicles.height_fault, estimates.observed_s,
        coalesce(truth.true_share, 0) as true_share,
        coalesce(truth.true_share, 0) >= 0.5 as truth,
        coalesce(reference.is_carrying, false) as reference,
        coalesce(estimates.sensor_is_carrying, false) as product,
        estimates.model_is_carrying as model,
        coalesce(estimates.is_carrying, false) as estimate
    from product.marts.fct_carry_estimates as estimates
    inner join read_parquet($vehicles) as vehicles using (vehicle_id)
    left join truth on truth.vehicle_id = estimates.vehicle_id
        and truth.window_number = epoch_ms(estimates.window_started_at) // 5000
    left join reference on reference.vehicle_id = estimates.vehicle_id
        and reference.window_started_at = estimates.window_started_at
    where estimates.observed_s >= 2.5
"""
"""Windows that were observed for at least half of their 5 s, with what each judge says."""


def judged_windows(product: Path, reference: Path, truth: Path) -> pd.DataFrame:
    """One row per observed window of two warehouses over the same telemetry.

    `truth` is the simulator's folder. Columns: vehicle_id, vehicle_class, load_fault,
    height_fault, observed_s, true_share (of the window's time), truth, and a boolean for each of
    `JUDGED` (the model's is null where it does not judge: trucks).
    """
    with duckdb.connect() as connection:
        for name, path in (("product", product), ("reference", reference)):
            quoted = str(path).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name} (read_only)")
        files = {name: str(truth / f"{name}.parquet") for name in ("carries", "vehicles")}
        return connection.execute(WINDOWS, files).df()


def f1(truth: pd.Series, said: pd.Series) -> float | None:
    """F1 of `said` against `truth`, over the rows where something is said; null if undefined."""
    known = said.notna()
    truth, said = truth[known].astype(bool), said[known].astype(bool)
    total = int(truth.sum() + said.sum())
    return 2 * int((truth & said).sum()) / total if total else None


def score_by(windows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """F1 of every judge and the error of its carry hours, per group.

    Columns: keys, vehicles, windows, carrying_share, then per judge `<name>_f1` and
    `<name>_hours_error` (share of the true hours; positive is too many).
    """
    rows = []
    for group, part in windows.groupby(keys, sort=True):
        true_s = float((part["observed_s"] * part["true_share"]).sum())
        row = dict(zip(keys, group if isinstance(group, tuple) else (group,), strict=True))
        row |= {
            "vehicles": part["vehicle_id"].nunique(),
            "windows": len(part),
            "carrying_share": float(part["truth"].mean()),
        }
        for name in JUDGED:
            said_s = float(part.loc[part[name].fillna(False).astype(bool), "observed_s"].sum())
            row[f"{name}_f1"] = f1(part["truth"], part[name])
            row[f"{name}_hours_error"] = said_s / true_s - 1 if true_s else None
        rows.append(row)
    return pd.DataFrame(rows)


def run_job(job: str, root: Path, data_dir: Path, vars_file: Path | None = None) -> Path:
    """Run a job on `root`/real_data in a process of its own; return its warehouse.

    Raises `ForkliftError` with the job's own words when it fails.
    """
    given = {
        "FORKLIFT_LOCAL_ROOT": str(root),
        "FORKLIFT_DATA_DIR": str(data_dir),
        "FORKLIFT_WAREHOUSE": str(data_dir / "warehouse.duckdb"),
        "FORKLIFT_SOURCE": "local",
        "FORKLIFT_VARS": str(vars_file) if vars_file else "",
    }
    command = [sys.executable, "-m", "orchestration.run", "--job", job]
    ended = subprocess.run(
        command, env={**os.environ, **given}, cwd=REPOSITORY, capture_output=True, text=True
    )
    if ended.returncode:
        raise ForkliftError(f"{job} on {root}: {(ended.stderr or ended.stdout).strip()}")
    return data_dir / "warehouse.duckdb"


def judge_fleet(
    folder: Path, *, vehicles: int, days: int, seed: int, rows: int | None = None
) -> pd.DataFrame:
    """Simulate a fleet under `folder`, run both rules and the model on it, judge its windows.

    With `rows`, the fleet ends after about that many, whatever `days` says.
    """
    write_fleet(default_fleet(vehicles, days, seed, rows=rows), folder)
    scalable = link_scalable(folder, folder / "scalable")
    reference = run_job("forklift_build_job", scalable, folder / "reference", REFERENCE_VARS)
    product = run_job("forklift_training_job", folder, folder / "product")
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


def as_table(scores: pd.DataFrame, keys: list[str]) -> Table:
    """Scores for the terminal."""
    table = Table(title="Window F1 against the truth (carry hours: error of the best estimate)")
    for key in [*keys, "vehicles", "carrying"]:
        table.add_column(key.replace("_", " "))
    for label in [*JUDGED.values(), "carry hours"]:
        table.add_column(label, justify="right")
    for row in scores.to_dict("records"):
        cells = [str(row[key]) for key in keys]
        cells += [str(row["vehicles"]), f"{row['carrying_share']:.0%}"]
        cells += ["–" if pd.isna(row[f"{n}_f1"]) else f"{row[f'{n}_f1']:.3f}" for n in JUDGED]
        error = row["estimate_hours_error"]
        table.add_row(*cells, "–" if pd.isna(error) else f"{error:+.1%}")
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
    console = Console(highlight=False, width=110)
    for keys in (["load_fault"], ["height_fault"], ["vehicle_class"]):
        console.print(as_table(score_by(windows, keys), keys))


if __name__ == "__main__":
    typer.run(main)
