"""What the sensors sent in an hour.

Lives here: reading the samples of one vehicle and hour. Not here: which hour (`worst.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import pandas as pd

SAMPLES = """
    select epoch_ms(sampled_at) as sampled_ms, height_m, speed_kmh, load_signal
    from intermediate.int_samples__carry_state
    where vehicle_id = ? and sampled_at >= ? and sampled_at < ?
    order by sampled_at, source_file, row_number
"""


def read_signals(
    connection: duckdb.DuckDBPyConnection, vehicle: str, begins_ms: int
) -> pd.DataFrame:
    """Samples of the hour: columns sampled_ms, height_m, speed_kmh, load_signal."""
    begins = datetime.fromtimestamp(begins_ms / 1000, UTC).replace(tzinfo=None)
    return connection.execute(SAMPLES, [vehicle, begins, begins + timedelta(hours=1)]).df()
