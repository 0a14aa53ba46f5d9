"""Building dbt models from a folder of telemetry, for tests of what the SQL says.

Lives here: ingest, then dbt as a subprocess with given vars, and a look at what it made. Not here:
Dagster (`tests/test_run`).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.dbt_command import DBT_EXECUTABLE, PROJECT_DIR, dbt_environment
from orchestration.settings import REPOSITORY, load_settings
from orchestration.sources.factory import make_source
from orchestration.warehouse import open_warehouse
from orchestration.warehouse.load import ingest

MODELS_ONLY = ("build", "--exclude-resource-type", "test", "unit_test")


def reference_vars(**overrides: Any) -> dict[str, Any]:
    """The reference profile that the repository ships, with some values replaced."""
    shipped = (PROJECT_DIR / "vars" / "reference.yml").read_text(encoding="utf-8")
    return {**yaml.safe_load(shipped), **overrides}


def dbt(work: Path, *arguments: str, variables: Mapping[str, Any] | None = None) -> str:
    """Run dbt on the warehouse in `work`; return what it printed, also when it failed."""
    settings = load_settings(data_dir=work)
    command = [str(DBT_EXECUTABLE), *arguments, "--project-dir", str(PROJECT_DIR)]
    command += ["--profiles-dir", str(REPOSITORY), "--vars", json.dumps(dict(variables or {}))]
    environment = {
        **dbt_environment(settings),
        "DBT_TARGET_PATH": str(work / "target"),
        "DBT_LOG_PATH": str(work / "logs"),
    }
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return ended.stdout + ended.stderr


def load(root: Path, work: Path) -> Path:
    """Ingest `root`/real_data into the warehouse in `work`; return its file."""
    settings = load_settings(data_dir=work, local_root=root)
    with open_warehouse(settings) as connection:
        ingest(connection, make_source(settings), run_id="test")
    return settings.warehouse_path


def build(root: Path, work: Path, select: str, **variables: Any) -> Path:
    """Ingest and build the models of a dbt selection; return the warehouse."""
    warehouse = load(root, work)
    said = dbt(work, *MODELS_ONLY, "--select", select, variables=variables)
    assert "Completed successfully" in said, said
    return warehouse


def read(warehouse: Path, query: str) -> Any:
    """What a query finds, as a frame."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).df()
