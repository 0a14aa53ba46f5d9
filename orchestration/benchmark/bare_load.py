"""The bare typed load: what DuckDB alone needs for the same files.

Lives here: the first yardstick. Not here: anything that makes a load trustworthy, such as line
numbers, rejected lines, versions or a manifest.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

LOAD = """
create table telemetry as
select * from read_csv(
    $paths, delim = ';', header = false, auto_detect = false,
    columns = {
        'fffid': 'VARCHAR', 'height': 'DOUBLE', 'load': 'DOUBLE', 'on_duty': 'DOUBLE',
        'timestamp_ms': 'BIGINT', 'latitude': 'DOUBLE', 'longitude': 'DOUBLE', 'speed': 'DOUBLE'
    }
)
"""


def bare_load(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> int:
    """Create the table `telemetry` from clean CSV files; returns its rows."""
    row = connection.execute(LOAD, {"paths": [str(path) for path in paths]}).fetchone()
    return int(row[0]) if row else 0
