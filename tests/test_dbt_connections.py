from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb import environments
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.credentials import DuckDBCredentials

from orchestration.dbt_connections import close_duckdb


def test_duckdb_is_closed_also_where_something_still_knows_of_it(tmp_path: Path) -> None:
    path = str(tmp_path / "warehouse.duckdb")
    credentials = DuckDBCredentials(database="warehouse", schema="main", path=path)
    known: Any = environments.create(credentials)
    DuckDBConnectionManager._ENV = known
    known.handle().cursor().execute("create table here as select 1")
    close_duckdb()
    with duckdb.connect(path, config={"threads": 1}, read_only=True) as connection:
        assert connection.table("here").fetchall() == [(1,)]


def test_nothing_open_is_nothing_to_close() -> None:
    close_duckdb()
    close_duckdb()
