"""A run stays at the version that its ingest loaded.

Lives here: the proof, asked by every step after ingest, that no other run has moved the warehouse
meanwhile. Not here: choosing the version (`assets/ingest.py`).
"""

from __future__ import annotations

import dagster as dg
import duckdb

from orchestration.errors import MovedError
from orchestration.settings import Settings
from orchestration.sources.tags import VERSION
from orchestration.warehouse import open_warehouse

LOADED = "select any_value(version) from raw.objects"


def loaded_version(connection: duckdb.DuckDBPyConnection) -> str:
    """The source version that the warehouse holds now."""
    row = connection.execute(LOADED).fetchone()
    return str(row[0]) if row else ""


def stay_pinned(context: dg.AssetExecutionContext, settings: Settings) -> None:
    """Raise `MovedError` unless the warehouse holds what this run has loaded.

    A run without an ingest of its own takes what is there.
    """
    run = context.instance.get_run_by_id(context.run.run_id)
    ours = run.tags.get(VERSION) if run else None
    if ours is None:
        return
    with open_warehouse(settings, read_only=True) as connection:
        theirs = loaded_version(connection)
    if theirs != ours:
        raise MovedError(
            f"{settings.warehouse_path}: this run loaded version {ours[:12]}, but another run has "
            f"loaded {theirs[:12]} meanwhile; run again, one run at a time"
        )
