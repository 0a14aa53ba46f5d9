"""The readings that the leaky baseline is judged on.

Lives here: reading them. Not here: judging it (`leaky.py`).
"""

from __future__ import annotations

import duckdb
import pandas as pd

from orchestration.ml.relations import VEHICLE_TABLE

_MOST_SAMPLES = 200_000
_QUERY = f"""
    select samples.height_m as height, samples.load_signal as load, samples.speed_kmh as speed,
        samples.is_on_duty::double as on_duty, samples.is_carrying
    from intermediate.int_samples__carry_state as samples
    inner join {VEHICLE_TABLE} as vehicles using (vehicle_id)
    where vehicles.load_sensor_status = 'trusted' and vehicles.vehicle_class = 'forklift'
    order by hash(samples.source_file, samples.row_number), samples.source_file, samples.row_number
    limit {_MOST_SAMPLES}
"""


def read_leaky_samples(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Random samples of trusted forklifts, the same ones every time.

    Columns height (m), load, speed (km/h), on_duty (0 or 1), is_carrying.
    """
    return connection.execute(_QUERY).df()
