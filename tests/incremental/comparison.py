"""Two warehouses beside each other: every table and view, row for row.

Lives here: which relations are compared, and how a difference is told. Not here: how they were
built. Rows are compared as multisets over all columns; their order means nothing.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SCHEMAS = ("raw", "staging", "intermediate", "marts")
LEFT_OUT = ("raw.ingest_runs",)
"""What tells of runs, and not of the source."""
CLOCKS = {"raw.objects": "loaded_at", "staging.stg_telemetry__objects": "loaded_at"}
"""Columns that say when something was done."""
SHOWN = 3

Columns = dict[str, str]


def differences(grown: Path, fresh: Path) -> list[str]:
    """What differs between two warehouse files, a paragraph for each relation."""
    with duckdb.connect(config={"threads": 1}) as connection:
        left = copy(connection, grown, "grown")
        right = copy(connection, fresh, "fresh")
        found = [f"{name}: only in the grown warehouse" for name in sorted(left.keys() - right)]
        found += [f"{name}: only in the fresh warehouse" for name in sorted(right.keys() - left)]
        for name in sorted(left.keys() & right.keys()):
            if left[name] != right[name]:
                found.append(f"{name}: columns {left[name]} and, fresh, {right[name]}")
            elif said := difference(connection, name):
                found.append(said)
    return found


def copy(connection: duckdb.DuckDBPyConnection, file: Path, into: str) -> dict[str, Columns]:
    """All relations of a warehouse as tables in memory; views see what they saw there."""
    connection.execute(f"attach '{file}' as {file.stem} (read_only)")
    names = connection.execute(
        "select schema_name || '.' || name from ("
        "select schema_name, table_name as name, database_name, internal from duckdb_tables() "
        "union all select schema_name, view_name, database_name, internal from duckdb_views()"
        ") where database_name = ? and list_contains(?, schema_name) and not internal",
        [file.stem, list(SCHEMAS)],
    ).fetchall()
    found = {}
    for (name,) in names:
        if name in LEFT_OUT:
            continue
        kept = f"* exclude ({CLOCKS[name]})" if name in CLOCKS else "*"
        table = f'memory.main."{into}.{name}"'
        connection.execute(f"create table {table} as select {kept} from {file.stem}.{name}")
        described = connection.execute(f"describe {table}").fetchall()
        found[name] = {column: kind for column, kind, *_ in described}
    connection.execute(f"detach {file.stem}")
    return found


def difference(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """How one relation differs: how many rows, the first of them, and in which columns."""
    columns = [column for column, *_ in connection.table(f'"fresh.{name}"').description]
    listed = ", ".join(f'"{column}"' for column in columns)
    wrong, missing = (
        connection.execute(
            f'select {listed} from "{one}.{name}" except all select {listed} from "{other}.{name}" '
            "order by all"
        ).fetchall()
        for one, other in (("grown", "fresh"), ("fresh", "grown"))
    )
    if not wrong and not missing:
        return ""
    varying = {
        index
        for row, other in zip(wrong[:SHOWN], missing[:SHOWN], strict=False)
        for index in range(len(columns))
        if row[index] != other[index]
    }
    shown = sorted({*range(min(8, len(columns))), *sorted(varying)[:12]})
    said = [f"{name}: {len(wrong)} rows that a fresh build has not, {len(missing)} missing"]
    for mark, rows in (("-", wrong), ("+", missing)):
        for row in rows[:SHOWN]:
            values = ", ".join(f"{columns[index]}={row[index]}" for index in shown)
            said.append(f"  {mark} {values}")
    return "\n".join(said)
