"""The comparison sees what differs, and only that."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.incremental.comparison import differences

SAME = (
    "create schema raw; create schema marts; create schema ml;"
    "create table raw.objects (id integer, loaded_at timestamp);"
    "insert into raw.objects values (1, now()::timestamp);"
    "create table raw.ingest_runs as select now() as started_at;"
    "create view raw.shown as select id from warehouse.raw.objects;"
    "create table marts.facts (id integer, share double);"
    "insert into marts.facts values (1, null), (2, 0.1), (2, 0.1);"
)
OTHERWISE = {
    "insert into marts.facts values (2, 0.1)": ["marts.facts: 0 rows", "1 missing"],
    "delete from marts.facts where id = 1": ["marts.facts: 1 rows", "0 missing", "id=1"],
    "update marts.facts set share = 0.1 + 1e-16 where id = 2": ["marts.facts: 2 rows", "2 missing"],
    "update raw.objects set id = 3": ["raw.objects: 1 rows", "raw.shown: 1 rows"],
    "alter table marts.facts alter share type float": ["marts.facts: columns", "FLOAT"],
    "create view marts.more as select 1 as id": ["marts.more: only in the fresh warehouse"],
    "drop table marts.facts": ["marts.facts: only in the grown warehouse"],
}


def warehouse(folder: Path, sql: str) -> Path:
    folder.mkdir()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute(sql)
    return folder / "warehouse.duckdb"


@pytest.mark.parametrize("sql", OTHERWISE)
def test_every_difference_is_told(sql: str, tmp_path: Path) -> None:
    found = differences(warehouse(tmp_path / "a", SAME), warehouse(tmp_path / "b", f"{SAME} {sql}"))
    assert len(found) == (2 if "raw" in sql else 1)
    assert all(words in "\n".join(found) for words in OTHERWISE[sql])


def test_clocks_and_order_are_no_difference(tmp_path: Path) -> None:
    again = SAME.replace("(1, null), (2, 0.1), (2, 0.1)", "(2, 0.1), (1, null), (2, 0.1)")
    more = "create table ml.runs as select 1 as id; insert into raw.ingest_runs select now();"
    left, right = warehouse(tmp_path / "a", SAME), warehouse(tmp_path / "b", again + more)
    assert differences(left, right) == []
