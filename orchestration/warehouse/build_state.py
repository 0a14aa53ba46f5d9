"""Whether a build would find anything to do.

Lives here: a fingerprint of what a build reads and of what the last one left, and the record of the
fingerprint that a build ended with when all of its tests had passed. Not here: building.

The fingerprint holds the code (given), the loaded objects, and the columns and number of rows of
each relation that is built, or its SQL where it is a view. A value that somebody changes by hand,
with as many rows as before, is not seen; whatever dbt builds forgets the record when it begins
(`macros/incremental/passed_builds.sql`).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import duckdb

DDL = """
create schema if not exists testing;
create table if not exists testing.passed_builds (
    step varchar primary key, state varchar not null, run_id varchar not null
);
"""
_OBJECTS = "select object_id, object_path, version, sha256, status from raw.objects order by all"
_RELATIONS = """
select schema_name || '.' || table_name as name, column_count, null as definition
from duckdb_tables() where database_name = current_database()
union all
select schema_name || '.' || view_name, column_count, sql
from duckdb_views() where database_name = current_database()
order by all
"""

RowCounts = dict[str, int | None]


def build_state(
    connection: duckdb.DuckDBPyConnection, code: str, built: Iterable[str]
) -> tuple[str, RowCounts]:
    """The fingerprint, and the number of rows of each relation in `built` that is there.

    `built` has names like `marts.dim_vehicles`; a view has None for its rows.
    """
    wanted = set(built)
    relations = [row for row in connection.execute(_RELATIONS).fetchall() if row[0] in wanted]
    row_counts = {
        name: None if definition else connection.table(name).count("*").fetchall()[0][0]
        for name, _, definition in relations
    }
    objects = connection.execute(_OBJECTS).fetchall()
    state = sha256(repr((code, relations, row_counts, objects)).encode()).hexdigest()
    return state, row_counts


def run_that_passed(connection: duckdb.DuckDBPyConnection, step: str, state: str) -> str | None:
    """The run in which this step built this state and passed all tests; None if there is none."""
    known = connection.execute(
        "select 1 from duckdb_tables() where database_name = current_database()"
        " and schema_name = 'testing' and table_name = 'passed_builds'"
    ).fetchone()
    if known is None:
        return None
    found = connection.execute(
        "select run_id from testing.passed_builds where step = ? and state = ?", [step, state]
    ).fetchone()
    return found[0] if found else None


def remember_passed(
    connection: duckdb.DuckDBPyConnection, step: str, state: str, run_id: str
) -> None:
    """Record that a step built a state in a run, and passed all tests."""
    connection.execute(DDL)
    connection.execute(
        "insert or replace into testing.passed_builds values (?, ?, ?)", [step, state, run_id]
    )
