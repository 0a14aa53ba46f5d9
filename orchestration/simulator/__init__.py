"""Forklift telemetry with known truth: for the bundled sample, tests and benchmarks.

Rooms: `spec` and `work` (what is asked for), `fleet` (the default mix of vehicles and faults),
`shifts`, `cycles` and `kinematics` (what physically happens), `sampling` (when the unit reports),
`*_sensor` and `gps` (what it reports), `vehicle` (one vehicle, day by day), `row_defects`,
`csv_text` and `layout` (what is wrong with the files), `writer` (files and truth).

Nothing here is imported by the pipeline, and nothing of the pipeline is imported here.
"""

from orchestration.simulator.fleet import default_fleet, default_vehicles, noiseless_fleet
from orchestration.simulator.frames import Fleet, simulate_fleet
from orchestration.simulator.spec import FleetSpec, SiteSpec, VehicleSpec
from orchestration.simulator.work import WorkSpec
from orchestration.simulator.writer import WriteSummary, write_fleet

__all__ = [
    "Fleet",
    "FleetSpec",
    "SiteSpec",
    "VehicleSpec",
    "WorkSpec",
    "WriteSummary",
    "default_fleet",
    "default_vehicles",
    "noiseless_fleet",
    "simulate_fleet",
    "write_fleet",
]
