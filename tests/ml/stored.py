"""Windows of tests as the tables that hold them in a warehouse.

Lives here: the split into the feature mart and its vehicles. Not here: making windows.
"""

from __future__ import annotations

import duckdb
import pandas as pd

TABLES = """
    create schema if not exists marts;
    create table marts.feat_carry_windows as
    select * exclude (vehicle_class, load_sensor_status) from given;
    create table marts.dim_vehicles as
    select distinct vehicle_id, vehicle_class, load_sensor_status from given;
"""


def store_windows(connection: duckdb.DuckDBPyConnection, windows: pd.DataFrame) -> None:
    """Write `marts.feat_carry_windows` and `marts.dim_vehicles`."""
    connection.register("given", windows)
    connection.execute(TABLES)
    connection.unregister("given")
