"""A fingerprint of results, apart from the names of the run that made them.

Lives here: what two runs have in common when the second had nothing new to say. Not here: the
files (`export.py`).

A publish moves the head of its branch. Where runs read that same branch, the next one reads
another commit, though no telemetry changed: commit and model have other ids, in every table that
names them, and all else is equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping

import duckdb

IDS = {
    "ml": frozenset({"version", "run_id", "model_version", "model_path", "model_sha256"}),
    "marts": frozenset({"model_version"}),
}
"""Columns by schema that name the commit, the model run or its file."""


def content_of(
    connection: duckdb.DuckDBPyConnection, table: str, rows: str, columns: Collection[str]
) -> str:
    """Sum of the hashes of all rows; their order plays no part, nor do the columns of `IDS`."""
    ids = IDS.get(table.partition(".")[0], frozenset())
    names = ", ".join(f'"{column}"' for column in columns if column not in ids)
    found = connection.execute(f"select sum(hash({names})) from {rows}").fetchone()
    return str(found[0] if found else None)


def combined(contents: Mapping[str, str]) -> str:
    """One SHA-256 for the contents of all tables, by name."""
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()
