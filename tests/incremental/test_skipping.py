"""What a build leaves unread: the rows of units that are not listed.

Lives here: the condition on a list of units. Not here: which units are missing
(`test_histories.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import load_settings
from tests.dbt_runs import Dbt

DAYS = [*range(700_000, 700_020), *range(800_000, 800_003), 999_999]
"""Units of two days, and the last one of all."""
EVERYWHERE = list(range(0, 1_000_000, 50_000))


def listed(dbt: Dbt, folder: Path, values: list[int]) -> str:
    settings = load_settings(data_dir=folder)
    return dbt.rendered(settings, f"{{{{ is_listed('one.unit', {values}) }}}}")


@pytest.fixture
def tables() -> duckdb.DuckDBPyConnection:
    """Two tables of the same million units, in their order."""
    connection = duckdb.connect()
    connection.execute("create table one as select range as unit from range(1_000_000)")
    connection.execute("create table other as select range as unit from range(1_000_000)")
    return connection


@pytest.mark.parametrize("values", [DAYS, EVERYWHERE, [5], list(reversed(DAYS)), [-3, 7, 7], []])
def test_a_list_is_what_it_says(
    values: list[int], dbt: Dbt, tmp_path: Path, tables: duckdb.DuckDBPyConnection
) -> None:
    condition = listed(dbt, tmp_path, values)
    found = tables.execute(f"select unit from one where {condition} order by unit").fetchall()
    assert [unit for (unit,) in found] == sorted({each for each in values if each >= 0})


def test_what_lies_between_two_days_is_not_asked_for(
    dbt: Dbt, tmp_path: Path, tables: duckdb.DuckDBPyConnection
) -> None:
    ranges, _, _ = listed(dbt, tmp_path, DAYS).partition(" and one.unit in (")
    found = tables.execute(f"select count(*) from one where {ranges})").fetchall()
    assert found == [(len(DAYS),)]


def test_what_is_joined_is_not_thought_to_be_small(
    dbt: Dbt, tmp_path: Path, tables: duckdb.DuckDBPyConnection
) -> None:
    condition = listed(dbt, tmp_path, DAYS)
    query = f"select * from one inner join other on one.unit = other.unit where {condition}"
    # Else the large side is the one that is held in memory.
    assert rows_expected(tables, query)["other"] == 1_000_000


def test_a_data_test_reads_only_the_day_of_what_a_view_joins(
    dbt: Dbt, tmp_path: Path, tables: duckdb.DuckDBPyConnection
) -> None:
    # Far more rows are expected of the day than the other table has, which is held in memory then.
    tables.execute("create table many as select range // 20 as unit from range(20_000_000)")
    tables.execute("create table few as from other where unit < 400_000")
    tables.execute("create view joined as from many inner join few using (unit)")
    day = list(range(200_000, 201_000, 2))
    settings = load_settings(data_dir=tmp_path)
    bounds = dbt.rendered(settings, f"{{{{ within_bounds('unit', {day}) }}}}")
    listed = dbt.rendered(settings, f"{{{{ is_listed('unit', {day}) }}}}")
    query = f"select count(*) from joined where {listed}"
    assert rows_scanned(tables, query)["few"] == 400_000
    # Two row groups at most hold a day; the others are known by their lowest and highest unit.
    assert rows_scanned(tables, query + bounds)["few"] <= 2 * 122_880
    assert tables.execute(query + bounds).fetchall() == [(20 * len(day),)]


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ([3, 1, 2], " and unit between 1 and 3"),
        ([5], " and unit between 5 and 5"),
        ([-2, -9], " and unit between -9 and -2"),
        ([], ""),
        (list(range(1000)), " and unit between 0 and 999"),
        (list(range(1001)), ""),
    ],
)
def test_bounds_are_of_short_lists(
    values: list[int], bounds: str, dbt: Dbt, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path)
    assert dbt.rendered(settings, f"{{{{ within_bounds('unit', {values}) }}}}") == bounds


@pytest.mark.parametrize(
    ("missing", "wanted", "skips"),
    [(501, 2504, False), (4898, 7285, False), (501, 2505, True), (500, 500, True), (0, 0, True)],
)
def test_nothing_is_skipped_where_much_is_missing(
    missing: int, wanted: int, skips: bool, dbt: Dbt, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path)
    # A model is incremental where its table is there, made by the same rules.
    with duckdb.connect(settings.warehouse_path) as warehouse:
        warehouse.execute("create schema marts")
        warehouse.execute("create table marts.inline_query (unit integer)")
    units = "{{% do counted_relation('{0}', 'select * from range({1})') %}}"
    made = units.format("missing_units", missing) + units.format("wanted_units", wanted)
    asked = "{{ one_of('unit', 'select range from temp.missing_units') }}"
    unchanged = "{'compared_in': invocation_id, 'rules_changed': false}"
    condition = dbt.rendered(
        settings,
        "{{ config(materialized='incremental') }}{% if execute %}"
        f"{{% do graph.nodes.update({{model.unique_id: {unchanged}}}) %}}"
        f"{made}{asked}{{% do graph.nodes.pop(model.unique_id) %}}{{% endif %}}",
    )
    assert (condition != "true") == skips


def rows_expected(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    """Rows that the optimizer expects of each table."""
    [(_, said)] = connection.execute(f"explain (format json) {query}").fetchall()
    return {
        table: int(operator["extra_info"]["Estimated Cardinality"])
        for each in json.loads(said)
        for table, operator in scans(each)
    }


def rows_scanned(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    """Rows that are read of each table."""
    [(_, said)] = connection.execute(f"explain (analyze, format json) {query}").fetchall()
    return {
        table: int(operator["operator_rows_scanned"]) for table, operator in scans(json.loads(said))
    }


def scans(operator: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The operators that read a table, by its name."""
    if table := operator.get("extra_info", {}).get("Table"):
        yield table.rpartition(".")[2], operator
    for child in operator.get("children", []):
        yield from scans(child)
