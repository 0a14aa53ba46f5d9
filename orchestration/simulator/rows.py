"""The rows of one vehicle and day as columns: what is written and the truth beside it.

Lives here: the two column sets and their Arrow types. Not here: what is wrong with rows
(`row_defects`) and how they become text (`csv_text`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.simulator.phases import PHASES
from orchestration.simulator.spec import DEFECTS
from orchestration.simulator.vehicle import FAULT_CHANNELS, VehicleDay

Columns = dict[str, np.ndarray]
"""Column name → array of shape (rows,)."""

FIELDS = ("fffid", "height", "load", "on_duty", "timestamp", "latitude", "longitude", "speed")
"""The fields of a row, in file order."""
HEADER = ("FFFID", "Height", "Load", "OnDuty", "Timestamp", "Latitude", "Longitude", "Speed")
DEFECT_CODE = {name: code for code, name in enumerate(("", *DEFECTS))}

TEXT = pa.dictionary(pa.int32(), pa.string())
TRUTH_SCHEMA = pa.schema(
    [
        ("object_path", TEXT),
        ("row_number", pa.int64()),
        ("vehicle_id", TEXT),
        ("sampled_at_ms", pa.int64()),
        ("phase", TEXT),
        ("is_on_duty", pa.bool_()),
        ("true_load", pa.bool_()),
        ("true_height_m", pa.float64()),
        ("true_speed_kmh", pa.float64()),
        ("true_latitude", pa.float64()),
        ("true_longitude", pa.float64()),
        ("fault", TEXT),
        ("defect", TEXT),
        ("defect_field", TEXT),
    ]
)
"""One row per written row. `fault` joins the faults that changed it by a comma ("" if none)."""


def columns_of(day: VehicleDay) -> Columns:
    """Return the written fields (without `fffid`) and the truth, one entry per sample."""
    count = len(day.sampled_at_ms)
    return {
        "height": day.height,
        "load": day.load,
        "on_duty": day.on_duty,
        "timestamp": day.sampled_at_ms,
        "latitude": day.latitude,
        "longitude": day.longitude,
        "speed": day.speed,
        "sampled_at_ms": day.sampled_at_ms,
        "phase": day.truth.phase,
        "true_load": day.truth.load,
        "true_height_m": day.truth.height_m,
        "true_speed_kmh": day.truth.speed_kmh,
        "true_latitude": day.truth.latitude,
        "true_longitude": day.truth.longitude,
        "fault": day.fault,
        "defect": np.zeros(count, dtype=np.int8),
        "defect_field": np.full(count, -1, dtype=np.int8),
    }


def take(columns: Columns, index: np.ndarray | slice) -> Columns:
    """Return the rows at `index`."""
    return {name: values[index] for name, values in columns.items()}


def written_table(vehicle_id: str, columns: Columns) -> pa.Table:
    """Return the eight fields with the types of a file; NaN becomes null (an empty field)."""
    count = len(columns["timestamp"])
    arrays: list[pa.Array] = [pa.repeat(pa.scalar(vehicle_id), count)]
    for name in FIELDS[1:]:
        values = columns[name]
        if name == "on_duty":
            arrays.append(pa.array(values.astype(np.int8)))
        elif name == "timestamp":
            arrays.append(pa.array(values))
        else:
            arrays.append(pa.array(values, mask=np.isnan(values)))
    return pa.table(arrays, names=list(FIELDS))


def truth_table(
    day: VehicleDay, columns: Columns, object_path: str, row_number: np.ndarray
) -> pa.Table:
    """Return the truth of rows written to `object_path` at `row_number`."""
    count = len(row_number)
    arrays: list[pa.Array] = [
        constant(object_path, count),
        pa.array(row_number),
        constant(day.vehicle.vehicle_id, count),
        pa.array(columns["sampled_at_ms"]),
        coded(columns["phase"], PHASES),
        pa.array(columns["phase"] != PHASES.index("off_duty")),
        *(pa.array(columns[field.name]) for field in TRUTH_SCHEMA if "true_" in field.name),
        coded(columns["fault"], fault_names(day)),
        coded(columns["defect"], ("", *DEFECTS)),
        coded(columns["defect_field"] + 1, ("", *FIELDS)),
    ]
    return pa.Table.from_arrays(arrays, schema=TRUTH_SCHEMA)


def fault_names(day: VehicleDay) -> tuple[str, ...]:
    """Return the text of each value of the fault bits."""
    vehicle = day.vehicle
    names = (vehicle.load_fault, vehicle.height_fault, vehicle.gps_fault)
    parts = [
        f"{channel}_{'miss' if fault == 'good' else fault}"
        for channel, fault in zip(FAULT_CHANNELS, names, strict=True)
    ]
    return tuple(
        ",".join(part for bit, part in enumerate(parts) if bits >> bit & 1) for bits in range(8)
    )


def constant(text: str, count: int) -> pa.DictionaryArray:
    """Return `text` repeated `count` times."""
    return pa.DictionaryArray.from_arrays(np.zeros(count, dtype=np.int32), pa.array([text]))


def coded(codes: np.ndarray, names: tuple[str, ...]) -> pa.DictionaryArray:
    """Return the names of `codes`."""
    return pa.DictionaryArray.from_arrays(codes.astype(np.int32), pa.array(names, pa.string()))
