"""The format that the warehouse file is written in."""

from __future__ import annotations

import duckdb
import yaml

from orchestration.dbt_command import PROJECT_DIR
from orchestration.warehouse.connection import STORAGE_VERSION
from tests.warehouse.conftest import ROW, Lab

FORMAT = "select tags['storage_version'] from duckdb_databases() where not internal"


def test_a_new_file_has_the_format_that_checkpoints_quickly(lab: Lab) -> None:
    lab.put("a.csv", ROW)
    lab.ingest()
    assert lab.query(FORMAT) == [(f"{STORAGE_VERSION}+",)]


def test_a_file_of_an_older_format_is_used_as_it_is(lab: Lab) -> None:
    path = lab.settings.warehouse_path
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.connect(str(path)).close()
    lab.put("a.csv", ROW)
    assert lab.ingest().rows_in == 1
    assert lab.query(FORMAT) == [("v1.0.0+",)]


def test_dbt_makes_the_same_format() -> None:
    profile = yaml.safe_load((PROJECT_DIR.parent / "profiles.yml").read_text(encoding="utf-8"))
    for output in profile["forklift"]["outputs"].values():
        assert output["config_options"]["storage_compatibility_version"] == STORAGE_VERSION
