"""DuckDB as dbt's adapter has it open in this process.

Lives here: closing it. Not here: the connections of the project's own code (`warehouse`).
"""

from __future__ import annotations

from typing import cast

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.adapters.duckdb.environments import Environment


def close_duckdb() -> None:
    """Close the file that dbt's adapter has open, so that it can be opened with other settings.

    The library only forgets it. From Python 3.12 on it may then stay open until the garbage is
    collected, as the traceback of an exception that was caught still knows of it.
    """
    environment = cast(Environment | None, DuckDBConnectionManager._ENV)
    if environment is not None:
        environment.close()  # type: ignore[no-untyped-call]
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
