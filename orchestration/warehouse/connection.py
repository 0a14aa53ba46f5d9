"""Opening the DuckDB file.

Lives here: the connection's settings and the faults of opening. Not here: what is done with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.warehouse.faults import warehouse_faults

STORAGE_VERSION = "v1.4.0"
"""Format of a new file, as in `profiles.yml`. With DuckDB's default, the oldest one, a checkpoint
reads where each column of a changed table lies, so that it costs what the history is long."""


@contextmanager
def open_warehouse(
    settings: Settings, *, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse file; it and its folder are created unless opened read-only.

    DuckDB allows one writing process, or several reading ones. Raises `WarehouseError` when the
    file is in use elsewhere, not readable, not writable, damaged, or from another DuckDB version.
    """
    path = settings.warehouse_path
    if "?" in str(path):  # DuckDB takes the rest for options and loses its write-ahead log
        raise WarehouseError(f"{path}: DuckDB cannot use a path with '?'; set FORKLIFT_WAREHOUSE")
    with warehouse_faults(path):
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(
            str(path),
            read_only=read_only,
            config={
                "threads": settings.threads,
                "memory_limit": settings.memory_limit,
                "temp_directory": str(settings.temp_path),
                "preserve_insertion_order": True,
                "storage_compatibility_version": STORAGE_VERSION,
            },
        )
    try:
        with warehouse_faults(path):
            yield connection
    finally:
        connection.close()
