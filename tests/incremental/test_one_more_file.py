"""Rejected readings and empty files cost nothing once they are known.

Lives here: what is built again when one more file comes. Not here: which readings are
rejected, and why (unit tests of `stg_telemetry__readings`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.dbt_runs import Dbt
from tests.incremental.history import Place
from tests.incremental.steps import State, Write
from tests.incremental.telemetry import Piece

TABLES = ("intermediate.int_slots__measured", "intermediate.int_days__profiled")
WORK = "12e 3u 12L 3u 12e"
BAD = ("FL-1;0;0;1;;52;13;6", "FL-1;0;0;1;noon;52;13;6", "FL-1;0;0;1;167616000000;52;13;6")
"""No time, a text for it, and one of 1975."""


def test_another_file_with_rejected_readings_leaves_those_before_alone(
    dbt: Dbt, tmp_path: Path
) -> None:
    state, place = State(), Place(tmp_path, dbt)
    Write("a.csv", (Piece("FL-1", 0, "08:00:00", 5, WORK), *BAD)).apply(state)
    place.build(state)
    before = {table: mark(place.settings.warehouse_path, table) for table in TABLES}

    Write("b.csv", (Piece("FL-1", 1, "08:00:00", 5, WORK), *BAD)).apply(state)
    place.build(state)

    with duckdb.connect(str(place.settings.warehouse_path), read_only=True) as connection:
        left = {
            table: connection.execute(
                f"select count(*) from {table} where reading_count < 0"
            ).fetchall()[0][0]
            for table in TABLES
        }
    assert left == before


def test_an_empty_file_is_not_looked_for_again(dbt: Dbt, tmp_path: Path) -> None:
    state, place = State(), Place(tmp_path, dbt)
    Write("a.csv", (Piece("FL-1", 0, "08:00:00", 5, WORK),)).apply(state)
    Write("empty.csv", ()).apply(state)
    place.build(state)
    Write("b.csv", (Piece("FL-1", 1, "08:00:00", 5, WORK),)).apply(state)
    place.build(state)

    with duckdb.connect(str(place.settings.warehouse_path), read_only=True) as connection:
        said = connection.execute(
            "select object_path from testing.changed_units"
            " inner join raw.objects on scope = object_id where model like '%object_days'"
        ).fetchall()
    assert [Path(path).name for (path,) in said] == ["b.csv"]


def mark(warehouse: Path, table: str) -> int:
    """Make a count of every row one that no build writes; returns the number of rows."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"update {table} set reading_count = -1")
        return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])
