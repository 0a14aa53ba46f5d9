"""The table of weather by the hour.

Lives here: its columns, and replacing its rows. Not here: reading answers (`archive.py`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from orchestration.warehouse.transaction import transaction
from orchestration.weather.archive import read_folder

DDL = """
create schema if not exists raw;
create table if not exists raw.weather_hours (
    hour_started_at timestamp not null,
    temperature_c double,
    precipitation_mm double,
    wind_speed_kmh double,
    file varchar not null
);
"""


def load_weather(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Replace the table by what the folder holds, or leave it; the number of hours."""
    hours = pd.DataFrame(read_folder(folder))
    with transaction(connection):
        connection.execute(DDL)
        connection.execute("delete from raw.weather_hours")
        connection.execute("insert into raw.weather_hours by name select * from hours")
    return len(hours)
