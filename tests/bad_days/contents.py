"""What the tables of a warehouse hold, in a form that can be compared.

Lives here: a count and a hash of every table and view, without what the clock wrote. Not here: who
wrote them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

CLOCK = {"loaded_at", "trained_at", "seconds", "decided_at", "in_force_since"}
"""Columns that tell when or how long, not what."""
OF_RUNS = {"raw.ingest_runs"}
"""Tables that tell what each run did, so that two ways to one state differ in them."""

RELATIONS = """
    select table_schema || '.' || table_name, list(column_name order by ordinal_position)
    from information_schema.columns
    where table_schema in ('raw', 'staging', 'intermediate', 'marts', 'ml')
    group by all order by all
"""
LOADED = "(select any_value(version) from raw.objects)"

Contents = dict[str, tuple[int, int]]
"""Rows, and the sum of their hashes, by schema.table."""


def contents(warehouse: Path, *schemas: str) -> Contents:
    """Rows and hashes of all relations, or of those in `schemas`; order of rows does not count.

    Of training runs and their scores, only those of the version that is loaded now: earlier ones
    are history, which is kept.
    """
    if not warehouse.exists():
        return {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(RELATIONS).fetchall()
        held = {}
        for name, columns in found:
            schema = name.partition(".")[0]
            if name in OF_RUNS or (schemas and schema not in schemas):
                continue
            listed = ", ".join(f'"{column}"' for column in columns if column not in CLOCK)
            where = f"where version = {LOADED}" if schema == "ml" and "version" in columns else ""
            row = connection.execute(
                f"select count(*), coalesce(sum(hash({listed})::hugeint), 0) from {name} {where}"
            ).fetchone()
            assert row is not None
            held[name] = row
    return held
