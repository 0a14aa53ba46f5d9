"""Whether a step would find anything to do.

Lives here: a fingerprint of what a step reads and of what the last one left, and the record of the
fingerprint that it ended with when all of its tests had passed. Not here: the step.

The fingerprint holds the code (given), the loaded objects, the columns and number of rows of each
relation that is built, or its SQL where it is a view, and the values of tables whose contents count
as well. In the others, a value that somebody changes by hand, with as many rows as before, is not
seen; whatever dbt builds forgets the record when it begins
(`macros/incremental/passed_builds.sql`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

_VALUES = "select count(*), sum(hash(t)) from (select {columns} from {table}) as t"

RowCounts = dict[str, int | None]


def build_state(
    connection: duckdb.DuckDBPyConnection,
    code: str,
    built: Iterable[str],
    contents: Mapping[str, str] | None = None,
) -> tuple[str, RowCounts]:
    """The fingerprint, and the number of rows of each relation in `built` that is there.

    `built` has names like `marts.dim_vehicles`; a view has None for its rows. `contents` has the
    tables whose values count, with the columns that tell them, or `*`; their order does not count.
    """
    wanted = set(built)
    known = connection.execute(_RELATIONS).fetchall()
    relations = [row for row in known if row[0] in wanted]
    values = [
        (name, connection.execute(_VALUES.format(columns=columns, table=name)).fetchone())
        for name, columns in sorted((contents or {}).items())
        if name in {row[0] for row in known}
    ]
    row_counts = {
        name: None if definition else connection.table(name).count("*").fetchall()[0][0]
        for name, _, definition in relations
    }
    objects = connection.execute(_OBJECTS).fetchall()
    state = sha256(repr((code, relations, row_counts, objects, values)).encode()).hexdigest()
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
