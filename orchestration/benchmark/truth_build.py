"""Warehouses of simulated fleets, by the product's rule and by the reference's.

Lives here: fleets side by side in one folder, and both builds of it. Not here: which fleets
(`truth_fleets`), models and their predictions (`truth_models`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.benchmark.truth_fleets import JudgedFleet
from orchestration.errors import ForkliftError
from orchestration.settings import REPOSITORY, Settings, load_settings
from orchestration.simulator import write_fleet
from orchestration.sources import make_source
from orchestration.warehouse import ingest, open_warehouse

REFERENCE_VARS = REPOSITORY / "dbt_project" / "vars" / "reference.yml"
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")


def write_fleets(fleets: Iterable[JudgedFleet], root: Path) -> None:
    """Write each fleet below `root`, and link the telemetry of all into `all` and `scalable`.

    The latter lacks that of stuck heights, which the reference rule refuses: one such file would
    fail all of it, and to that rule those vehicles never carry.
    """
    for fleet in fleets:
        folder = root / fleet.name
        write_fleet(fleet.spec, folder)
        refused = set(_files_of_stuck_heights(folder / "truth"))
        for file in filter(Path.is_file, (folder / "real_data").rglob("*")):
            path = file.relative_to(folder)
            _link(file, root / "all" / "real_data" / fleet.name / path.name)
            if path.as_posix() not in refused:
                _link(file, root / "scalable" / "real_data" / fleet.name / path.name)


def _link(file: Path, target: Path) -> None:
    """Hard link; files of one name on several days get a number."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target = target.parent / f"{file.parent.name}-{target.name}"
    os.link(file, target)


def _files_of_stuck_heights(truth: Path) -> list[str]:
    query = """
        select distinct object_path from read_parquet($rows)
        inner join read_parquet($vehicles) as vehicles using (vehicle_id)
        where height_fault = 'stuck' and vehicle_class <> 'no_mast'
    """
    files = {"rows": str(truth / "rows" / "*.parquet"), "vehicles": str(truth / "vehicles.parquet")}
    return [path for (path,) in duckdb.execute(query, files).fetchall()]


def build_product(root: Path) -> Settings:
    """Ingest `root`/all and build its feature mart; returns the settings of that warehouse."""
    settings = settings_of(root / "all", root / "product")
    _ingest(settings)
    dbt_build(settings, "+feat_carry_windows +dim_vehicles")
    return settings


def build_reference(root: Path) -> Settings:
    """The same by the reference rule, up to the carry state of windows."""
    settings = settings_of(root / "scalable", root / "reference", vars=str(REFERENCE_VARS))
    _ingest(settings)
    dbt_build(settings, "+int_windows__measured")
    return settings


def _ingest(settings: Settings) -> None:
    with open_warehouse(settings) as connection:
        ingest(connection, make_source(settings), run_id="benchmark")


def dbt_build(settings: Settings, select: str) -> None:
    """Build models without their tests."""
    own = str(settings.data_path / "dbt")
    written = ("--target-path", own, "--log-path", own)
    run_apart(settings, "orchestration.project", "build", "--select", select, *NO_TESTS, *written)


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
