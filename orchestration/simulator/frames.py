"""A whole fleet in memory, for tests and small studies.

Lives here: `simulate_fleet` and the tables of vehicles and true carries. Not here: files, and with
them row defects (`writer`, which streams and so serves fleets of any size).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from orchestration.simulator.phases import LOADED, PHASES
from orchestration.simulator.rows import FIELDS, columns_of, fault_names
from orchestration.simulator.spec import FleetSpec
from orchestration.simulator.vehicle import VehicleDay, simulate_vehicle


@dataclass(frozen=True)
class Fleet:
    """A simulated fleet without row defects.

    `rows`: one row per sample in time order per vehicle, the eight written fields and the truth
    columns of `rows.TRUTH_SCHEMA` that do not depend on files. `vehicles`: one row per vehicle.
    `carries`: one row per true carry, from the start of the lift to the set-down.
    """

    spec: FleetSpec
    rows: pd.DataFrame
    vehicles: pd.DataFrame
    carries: pd.DataFrame


def simulate_fleet(spec: FleetSpec) -> Fleet:
    """Simulate all vehicles of `spec` in memory (about 150 bytes a row)."""
    days = [day for vehicle in spec.vehicles for day in simulate_vehicle(spec, vehicle)]
    return Fleet(
        spec,
        pd.concat([_rows(day) for day in days], ignore_index=True),
        vehicles_frame(spec),
        pd.concat([carries_frame(day) for day in days], ignore_index=True),
    )


def _rows(day: VehicleDay) -> pd.DataFrame:
    columns = columns_of(day)
    phase = pd.Categorical.from_codes(columns["phase"], pd.Index(PHASES))
    names = np.array(fault_names(day), dtype=object)
    rows = pd.DataFrame({"fffid": day.vehicle.vehicle_id, **columns, "phase": phase})
    rows["fault"] = names[columns["fault"]]
    rows["on_duty"] = rows["on_duty"].astype(np.int8)
    kept = [*FIELDS, *(name for name in columns if name not in FIELDS and "defect" not in name)]
    return rows[kept]


def vehicles_frame(spec: FleetSpec) -> pd.DataFrame:
    """Return one row per vehicle with class, mast, shifts, sensor faults and site."""
    return pd.DataFrame(
        {
            "vehicle_id": vehicle.vehicle_id,
            "vehicle_class": vehicle.vehicle_class,
            "mast_height_m": vehicle.mast_height_m,
            "shifts": vehicle.shifts,
            "load_fault": vehicle.load_fault,
            "height_fault": "good" if vehicle.vehicle_class == "no_mast" else vehicle.height_fault,
            "gps_fault": vehicle.gps_fault,
            "site": vehicle.site.name,
            "site_latitude": vehicle.site.latitude,
            "site_longitude": vehicle.site.longitude,
        }
        for vehicle in spec.vehicles
    )


def carries_frame(day: VehicleDay) -> pd.DataFrame:
    """Return one row per carry of the day that began before its last sample."""
    line = day.timeline
    loaded = LOADED[line.code]
    edge = np.diff(loaded.astype(np.int8), prepend=0, append=0)
    first, last = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1) - 1
    way = np.append(0.0, np.cumsum(line.length_m))
    start_s, end_s = line.start_s[first], (line.start_s + line.duration_s)[last]
    highest = np.maximum(line.height_from_m, line.height_to_m)
    # Even entries cover the carries, odd ones what lies between them.
    bounds = np.ravel([first, last + 1], "F")
    tops = np.maximum.reduceat(highest, bounds)[::2] if len(bounds) else np.zeros(0)
    carries = pd.DataFrame(
        {
            "vehicle_id": day.vehicle.vehicle_id,
            "started_at_ms": day.start_ms + np.rint(start_s * 1000).astype(np.int64),
            "ended_at_ms": day.start_ms + np.rint(end_s * 1000).astype(np.int64),
            "duration_s": end_s - start_s,
            "distance_m": way[last + 1] - way[first],
            "max_height_m": tops,
        }
    )
    begun: pd.DataFrame = carries.loc[carries["started_at_ms"] <= day.sampled_at_ms[-1]]
    return begun
