"""The state of a build changes with whatever the build would have to do something about."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.warehouse.build_state import build_state, remember_passed, run_that_passed

BUILT = ("marts.facts", "marts.shown", "raw.objects")
CHANGES = {
    "a new object": "insert into raw.objects values (2, 'b.csv', 'v1', 'cd', 'loaded')",
    "another content": "update raw.objects set sha256 = 'ef'",
    "another commit": "update raw.objects set version = 'v2'",
    "a row more": "insert into marts.facts values (2)",
    "a row less": "delete from marts.facts",
    "a column more": "alter table marts.facts add column more integer",
    "another view": "create or replace view marts.shown as select id + 1 as id from marts.facts",
    "a lost table": "drop table marts.facts",
}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema raw; create schema marts;"
            "create table raw.objects"
            " (object_id bigint, object_path varchar, version varchar, sha256 varchar,"
            " status varchar);"
            "insert into raw.objects values (1, 'a.csv', 'v1', 'ab', 'loaded');"
            "create table marts.facts as select 1 as id;"
            "create view marts.shown as select id from marts.facts;"
            "create table marts.other as select 1 as id"
        )
        yield connection


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_the_state(connection: duckdb.DuckDBPyConnection, change: str) -> None:
    before, _ = build_state(connection, "code", BUILT)
    connection.execute(change)
    assert build_state(connection, "code", BUILT)[0] != before


def test_what_does_not(connection: duckdb.DuckDBPyConnection) -> None:
    before, rows = build_state(connection, "code", BUILT)
    assert rows == {"marts.facts": 1, "marts.shown": None, "raw.objects": 1}
    connection.execute("insert into marts.other values (2)")
    assert build_state(connection, "code", BUILT)[0] == before
    assert build_state(connection, "other code", BUILT)[0] != before


def test_values_count_where_they_are_asked_for(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create table marts.scored as from (values (1, 2), (3, 4)) as t (id, score)")

    def state(**contents: str) -> str:
        return build_state(connection, "code", BUILT, {"marts.scored": "*", **contents})[0]

    before, of_ids = state(), state(**{"marts.scored": "id"})
    connection.execute("delete from marts.scored where id = 1; insert into marts.scored by name"
                       " select 2 as score, 1 as id")  # fmt: skip
    assert state() == before == state(**{"marts.lost": "*"})
    connection.execute("update marts.scored set score = 9 where id = 3")
    assert state() != before
    assert state(**{"marts.scored": "id"}) == of_ids
    connection.execute("update marts.scored set id = 9 where id = 3")
    assert state(**{"marts.scored": "id"}) != of_ids


def test_the_run_that_passed(connection: duckdb.DuckDBPyConnection) -> None:
    assert run_that_passed(connection, "step", "now") is None
    remember_passed(connection, "step", "then", "first")
    remember_passed(connection, "step", "now", "second")
    remember_passed(connection, "other", "then", "third")
    assert run_that_passed(connection, "step", "now") == "second"
    assert run_that_passed(connection, "step", "then") is None
