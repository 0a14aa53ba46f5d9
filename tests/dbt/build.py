"""Building dbt models from a folder of telemetry, for tests of what the SQL says.

Lives here: ingest, then dbt with given vars, and a look at what it made. Not here: how dbt is run
(`tests/dbt_runs`), and Dagster (`tests/test_run`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.dbt_command import PROJECT_DIR
from orchestration.settings import load_settings
from orchestration.sources.factory import make_source
from orchestration.warehouse import open_warehouse
from orchestration.warehouse.load import ingest
from tests.dbt_runs import Dbt


def reference_vars(**overrides: Any) -> dict[str, Any]:
    """The reference profile that the repository ships, with some values replaced."""
    shipped = (PROJECT_DIR / "vars" / "reference.yml").read_text(encoding="utf-8")
    return {**yaml.safe_load(shipped), **overrides}


def load(root: Path, work: Path) -> Path:
    """Ingest `root`/real_data into the warehouse in `work`; return its file."""
    settings = load_settings(data_dir=work, local_root=root)
    with open_warehouse(settings) as connection:
        ingest(connection, make_source(settings), run_id="test")
    return settings.warehouse_path


def build(dbt: Dbt, root: Path, work: Path, select: str, **variables: Any) -> Path:
    """Ingest and build the models of a dbt selection; return the warehouse."""
    warehouse = load(root, work)
    dbt.build(load_settings(data_dir=work), variables, select=select)
    return warehouse


def read(warehouse: Path, query: str) -> Any:
    """What a query finds, as a frame."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).df()
