"""What a simulated fleet is asked to be.

Lives here: the value objects and the closed lists of names (classes, faults, row defects). Not
here: the default mix of a fleet (`fleet`) and every number of the physics (`cycles`, `shifts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from orchestration.errors import SettingsError
from orchestration.simulator.work import HABIT, WorkSpec

VehicleClass = Literal["counterbalance", "reach", "no_mast"]
LoadFault = Literal[
    "good", "vibration", "dark_film", "rack_false_high", "stuck_0", "stuck_1", "sentinel", "analog"
]
HeightFault = Literal[
    "good",
    "scaled_100",
    "scaled_1000",
    "counts",
    "drift",
    "spikes",
    "stuck",
    "unit_change",
    "noise",
]
GpsFault = Literal["good", "inside", "freeze", "dropout", "zero", "sentinel"]
RowDefect = Literal[
    "out_of_order",
    "duplicate",
    "tied_timestamp",
    "clock_jump",
    "seconds",
    "decimal_comma",
    "empty_field",
    "non_numeric",
    "too_few_fields",
    "too_many_fields",
]
FileDefect = Literal[
    "truncated_last_line",
    "header_line",
    "bom",
    "crlf",
    "empty_file",
    "gzip",
    "parquet",
    "unusual_name",
    "shared_file",
    "split_file",
    "overlap",
]
FilesPer = Literal["vehicle-day", "vehicle", "day"]

LOAD_FAULTS: tuple[LoadFault, ...] = get_args(LoadFault)
HEIGHT_FAULTS: tuple[HeightFault, ...] = get_args(HeightFault)
GPS_FAULTS: tuple[GpsFault, ...] = get_args(GpsFault)
ROW_DEFECTS: tuple[RowDefect, ...] = get_args(RowDefect)
FILE_DEFECTS: tuple[FileDefect, ...] = get_args(FileDefect)
DEFECTS: tuple[str, ...] = (*ROW_DEFECTS, *FILE_DEFECTS)


@dataclass(frozen=True)
class SiteSpec:
    """A rectangular site: south-west corner in degrees, extent in metres."""

    name: str = "main"
    latitude: float = 51.0500
    longitude: float = 3.7200
    width_m: float = 220.0
    depth_m: float = 140.0


@dataclass(frozen=True)
class VehicleSpec:
    """One vehicle: class, mast, working pattern and the fault of each of its sensors."""

    vehicle_id: str
    vehicle_class: VehicleClass = "counterbalance"
    mast_height_m: float = 3.5
    shifts: int = 1
    load_fault: LoadFault = "good"
    height_fault: HeightFault = "good"
    gps_fault: GpsFault = "good"
    site: SiteSpec = field(default_factory=SiteSpec)
    work: WorkSpec = HABIT

    def __post_init__(self) -> None:
        """Refuse what no unit could be."""
        if not 1 <= self.shifts <= 3:
            raise SettingsError(f"vehicle {self.vehicle_id}: shifts={self.shifts}, allowed 1 to 3")
        if self.vehicle_class != "no_mast" and self.mast_height_m < 1.5:
            raise SettingsError(f"vehicle {self.vehicle_id}: a mast is at least 1.5 m high")
        if not self.vehicle_id or any(c in self.vehicle_id for c in ";/\n\r"):
            raise SettingsError(
                f"vehicle id {self.vehicle_id!r}: not empty, without ; / or newline"
            )


@dataclass(frozen=True)
class FleetSpec:
    """A fleet: the same spec gives the same bytes.

    `days` counts production days of 24 h that begin at 06:00 UTC of `start`. `rows_per_vehicle`
    ends a vehicle after that many sampled rows, whatever `days` says. `defects` holds names of
    `DEFECTS`. `noiseless` means perfect sensors, one sample a second on duty and one a minute off
    duty: then every reported value equals its truth.
    """

    vehicles: tuple[VehicleSpec, ...]
    seed: int = 0
    start: date = date(2025, 3, 3)
    days: int = 1
    shift_hours: float = 8.0
    noiseless: bool = False
    defects: frozenset[str] = frozenset()
    rows_per_vehicle: int | None = None
    file_plan: Mapping[tuple[str, int], frozenset[str]] | None = None
    """File defects by vehicle id and day (from 0); None lets the vehicles take turns."""

    def __post_init__(self) -> None:
        """Refuse unknown defects and impossible amounts."""
        if unknown := sorted(self.defects - set(DEFECTS)):
            raise SettingsError(
                f"unknown defects {', '.join(unknown)}; known: {', '.join(DEFECTS)}"
            )
        if self.seed < 0 or self.days < 1 or not 0 < self.shift_hours <= 8:
            raise SettingsError("seed must be >= 0, days >= 1 and shift_hours in (0, 8]")
        ids = [vehicle.vehicle_id for vehicle in self.vehicles]
        if not ids or len(set(ids)) < len(ids):
            raise SettingsError("a fleet needs at least one vehicle, and each vehicle id once")
