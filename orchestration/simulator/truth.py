"""The truth on disk.

Lives here: `truth/rows/<vehicle>.parquet` (one row per written row), `truth/carries.parquet` and
`truth/vehicles.parquet` (what the fleet is), written beside `real_data/`, never inside it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.simulator.frames import carries_frame, vehicles_frame
from orchestration.simulator.rows import TRUTH_SCHEMA
from orchestration.simulator.spec import FleetSpec
from orchestration.simulator.vehicle import VehicleDay

DICTIONARIES = [field.name for field in TRUTH_SCHEMA if pa.types.is_dictionary(field.type)]


class TruthWriter:
    """Writes the truth of one fleet; one vehicle's rows are open at a time."""

    def __init__(self, folder: Path, spec: FleetSpec) -> None:
        """Write the vehicles of `spec` to `folder` at once."""
        self._folder = folder
        self._vehicle_id: str | None = None
        self._rows: pq.ParquetWriter | None = None
        self._carries: list[pd.DataFrame] = []
        (folder / "rows").mkdir(parents=True, exist_ok=True)
        vehicles = pa.Table.from_pandas(vehicles_frame(spec), preserve_index=False)
        pq.write_table(vehicles, folder / "vehicles.parquet")

    def add_rows(self, vehicle_id: str, table: pa.Table) -> None:
        """Append rows of a vehicle; vehicles must come one after the other."""
        if self._rows is None or vehicle_id != self._vehicle_id:
            self._close_rows()
            self._vehicle_id = vehicle_id
            path = self._folder / "rows" / f"{vehicle_id}.parquet"
            self._rows = pq.ParquetWriter(
                path, TRUTH_SCHEMA, compression="zstd", use_dictionary=DICTIONARIES
            )
        self._rows.write_table(table)

    def add_carries(self, day: VehicleDay) -> None:
        """Keep the true carries of a vehicle's day: about one for a hundred rows."""
        self._carries.append(carries_frame(day))

    def _close_rows(self) -> None:
        if self._rows is not None:
            self._rows.close()

    def close(self) -> None:
        """Finish all files."""
        self._close_rows()
        carries = pa.Table.from_pandas(pd.concat(self._carries), preserve_index=False)
        pq.write_table(carries, self._folder / "carries.parquet", compression="zstd")
