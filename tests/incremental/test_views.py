"""A view takes the place of what stood under its name."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.dbt_runs import Dbt
from tests.incremental.history import Place
from tests.incremental.steps import State, Write
from tests.incremental.telemetry import Piece


def test_views_replace_views_and_tables(dbt: Dbt, tmp_path: Path) -> None:
    state, place = State(), Place(tmp_path / "grown", dbt)
    Write("1.csv", (Piece("FL-1", 0, "08:00:00", 5, "12e 3u 12L"),)).apply(state)
    place.build(state, "+stg_telemetry__rejected_rows +stg_telemetry__object_days")
    with duckdb.connect(str(place.settings.warehouse_path)) as connection:
        connection.execute("drop view staging.stg_telemetry__rejected_rows")
        connection.execute("create table staging.stg_telemetry__rejected_rows as select 1 as one")
        connection.execute("create or replace view staging.stg_telemetry__objects as select 2")

    place.build(state, "stg_telemetry__rejected_rows stg_telemetry__objects")

    with duckdb.connect(str(place.settings.warehouse_path), read_only=True) as connection:
        kinds = dict(
            connection.execute(
                "select table_name, table_type from information_schema.tables"
                " where table_schema = 'staging'"
            ).fetchall()
        )
        assert kinds["stg_telemetry__rejected_rows"] == "VIEW"
        assert not [name for name in kinds if "__dbt_" in name]
        objects = connection.execute("select source_file from staging.stg_telemetry__objects")
        assert objects.fetchall() == [("real_data/1.csv",)]
