"""The verdict on load sensors against what is wrong with them, fault by fault.

`python -m orchestration.benchmark.truth_sensors` simulates a fleet that nothing was tuned on, with
odd vehicles beside it, builds the verdicts and counts which are right. Lives here: the runs, the
scores and the printed table. Not here: the odd vehicles (`odd_vehicles.py`), and what becomes of
the carry state (`truth.py`).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from orchestration.benchmark.odd_vehicles import ODD, write_odd_vehicles
from orchestration.benchmark.truth_build import run_apart, settings_of
from orchestration.errors import ForkliftError
from orchestration.simulator import default_fleet, write_fleet
from orchestration.sources import make_source
from orchestration.warehouse import ingest, open_warehouse

SELECT = ("--select", "+int_vehicles__load_sensor_health")
MODELS = (*SELECT, "--exclude-resource-type", "test", "unit_test")
RIGHT = {
    "good": "trusted",
    "analog": "trusted",
    "vibration": "flickering",
    "dark_film": "flickering",
    "rack_false_high": "flickering",
    "stuck_0": "stuck_empty",
    "stuck_1": "stuck_loaded",
    "sentinel": "absent",
    **{kind: verdict for kind, (_, verdict) in ODD.items()},
}
"""The right verdict by load fault or kind of odd vehicle."""

VERDICTS = """
    select coalesce(vehicles.load_fault, regexp_replace(health.vehicle_id, '-[0-9]+$', '')) as kind,
        health.vehicle_id, health.judged_status as verdict,
        health.is_short_share_flagged or health.is_toggles_flagged
        or health.is_fast_flips_flagged as is_flagged
    from intermediate.int_vehicles__load_sensor_health as health
    left join read_parquet($vehicles) as vehicles using (vehicle_id)
    order by all
"""


def judge_sensors(
    folder: Path, *, vehicles: int, days: int, seed: int, odd: int = 4, rows: int | None = None
) -> pd.DataFrame:
    """Simulate a fleet with odd vehicles under `folder` and build the verdicts on its sensors.

    One row per vehicle: kind (load fault or odd kind), vehicle_id, verdict, is_flagged (any flag of
    the reference), right (the verdict that is). With `rows`, the fleet has about that many.
    """
    write_fleet(default_fleet(vehicles, days, seed, rows=rows), folder)
    write_odd_vehicles(folder, folder / "healthy", each=odd, days=days, seed=seed)
    data_dir = folder / "product"
    settings = settings_of(folder, data_dir)
    with open_warehouse(settings) as connection:
        ingest(connection, make_source(settings), run_id="sensors")
    written = ("--target-path", str(data_dir / "dbt"), "--log-path", str(data_dir / "dbt"))
    run_apart(settings, "orchestration.project", "build", *MODELS, *written)
    truth = str(folder / "truth" / "vehicles.parquet")
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as warehouse:
        verdicts = warehouse.execute(VERDICTS, {"vehicles": truth}).df()
    return verdicts.assign(right=verdicts["kind"].map(RIGHT))


def scores(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Per kind: right (verdict), vehicles, hits, found (not trusted), flagged, and others said."""
    rows = []
    for (right, kind), part in verdicts.groupby(["right", "kind"], sort=True):
        wrong = part.loc[part["verdict"] != right, "verdict"].value_counts()
        rows.append(
            {
                "kind": kind,
                "right": right,
                "vehicles": len(part),
                "hits": int((part["verdict"] == right).sum()),
                "found": int((part["verdict"] != "trusted").sum()),
                "flagged": int(part["is_flagged"].sum()),
                "others": ", ".join(f"{count} {verdict}" for verdict, count in wrong.items()),
            }
        )
    return pd.DataFrame(rows)


def as_table(scored: pd.DataFrame) -> Table:
    """Scores for the terminal."""
    table = Table(title="Verdicts on load sensors, and the flags of the reference")
    for name in ("fault or kind", "right verdict", "vehicles", "said so", "else", "flagged"):
        table.add_column(name, justify="right" if name in ("vehicles", "said so") else "left")
    for row in scored.to_dict("records"):
        cells = (row[name] for name in ("kind", "right", "vehicles", "hits", "others", "flagged"))
        table.add_row(*map(str, cells))
    return table


def in_words(scored: pd.DataFrame) -> str:
    """What matters of it: faults found, false alarms, and the same of the flags."""
    healthy = scored["right"] == "trusted"
    faulty, honest = scored[~healthy].sum(), scored[healthy].sum()
    return (
        f"Faults found: {faulty['found']} of {faulty['vehicles']}, "
        f"with the right name {faulty['hits']}; flagged {faulty['flagged']}.\n"
        f"False alarms: {honest['found']} of {honest['vehicles']} healthy; "
        f"flagged {honest['flagged']}."
    )


def main(
    vehicles: Annotated[int, typer.Option(min=2, help="Vehicles of the simulated fleet.")] = 42,
    days: Annotated[int, typer.Option(min=1, help="Days of the simulated fleet.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed; 1001 was tuned on.")] = 9001,
    odd: Annotated[int, typer.Option(min=1, help="Odd vehicles of each kind.")] = 4,
) -> None:
    """Judge the verdict on load sensors on a simulated fleet with every fault."""
    folder = Path(tempfile.mkdtemp(prefix="forklift-sensors-"))
    try:
        verdicts = judge_sensors(folder, vehicles=vehicles, days=days, seed=seed, odd=odd)
    except ForkliftError as error:
        Console(stderr=True, soft_wrap=True).print(f"[red]Failed:[/] {error}")
        raise typer.Exit(1) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    console = Console(highlight=False, width=110)
    scored = scores(verdicts)
    console.print(as_table(scored))
    console.print(in_words(scored))


if __name__ == "__main__":
    typer.run(main)
