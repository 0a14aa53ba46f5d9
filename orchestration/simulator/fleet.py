"""The default fleet.

Lives here: which vehicle at which place of the fleet has which class, shifts and faults. All
follow from its place, in cycles of different length, so a larger fleet begins with the smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from orchestration.errors import SettingsError
from orchestration.simulator.randomness import stream
from orchestration.simulator.spec import (
    DEFECTS,
    FleetSpec,
    GpsFault,
    HeightFault,
    LoadFault,
    SiteSpec,
    VehicleClass,
    VehicleSpec,
)
from orchestration.simulator.work import HABIT, WorkSpec

CLASSES: tuple[VehicleClass, ...] = tuple(
    {"C": "counterbalance", "R": "reach", "N": "no_mast"}[letter]  # type: ignore[misc]
    for letter in "CCRCCCNCCCCRCCNCCRCN"
)
"""70 % counterbalance, 15 % reach, 15 % without mast in every 20 vehicles."""
SHIFTS = (2, 1, 3, 2, 1, 2, 3)
MAST_M = {"counterbalance": (3.0, 4.0), "reach": (6.0, 10.0), "no_mast": (0.0, 0.0)}

LOAD_CYCLE: tuple[LoadFault, ...] = (
    "good", "vibration", "good", "dark_film", "good", "rack_false_high", "good", "stuck_0",
    "good", "stuck_1", "good", "sentinel", "good", "analog",
)  # fmt: skip
HEIGHT_CYCLE: tuple[HeightFault, ...] = (
    "good", "good", "scaled_1000", "good", "counts", "good", "drift", "good", "spikes",
    "good", "scaled_100", "good", "noise", "good", "unit_change", "good", "stuck",
)  # fmt: skip
GPS_CYCLE: tuple[GpsFault, ...] = (
    "good", "inside", "good", "freeze", "inside", "dropout", "good", "zero", "inside", "sentinel",
    "good",
)  # fmt: skip

FAULTS: dict[str, tuple[str, str]] = {
    f"{channel}_{fault}": (f"{channel}_fault", fault)
    for channel, names in (("load", LoadFault), ("height", HeightFault), ("gps", GpsFault))
    for fault in get_args(names)
    if fault != "good"
}
"""Name of each sensor fault on the command line → field and value of `VehicleSpec`."""
GOOD = "good"
"""Stands for no fault where faults are listed."""


def default_vehicles(
    count: int,
    seed: int = 0,
    site: SiteSpec | None = None,
    faults: Sequence[str] | None = None,
    classes: Sequence[VehicleClass] = CLASSES,
    work: Sequence[WorkSpec] = (HABIT,),
    prefix: str = "FL",
) -> tuple[VehicleSpec, ...]:
    """Return the first `count` vehicles of the default fleet, FL-01, FL-02, ... with that `prefix`.

    `faults` None gives the default mix; otherwise names of `FAULTS` that the vehicles have in
    turn and nothing else; names joined by + are had together, and `good` is none. An empty sequence
    means healthy sensors. `classes` and `work` are taken in turn, too.
    Raises `SettingsError` for an unknown name.
    """
    asked = {name for names in faults or () for name in names.split("+")}
    if unknown := sorted(asked - set(FAULTS) - {GOOD}):
        known = ", ".join((GOOD, *FAULTS))
        raise SettingsError(f"unknown faults {', '.join(unknown)}; known: {known}")
    if unknown := sorted(name for name in set(classes) if name not in MAST_M):
        known = ", ".join(MAST_M)
        raise SettingsError(f"unknown classes {', '.join(unknown)}; known: {known}")
    vehicles = []
    for place in range(count):
        vehicle_id = f"{prefix}-{place + 1:02d}"
        vehicle_class = classes[place % len(classes)]
        mast = stream(seed, vehicle_id, "mast").uniform(*MAST_M[vehicle_class])
        vehicle = VehicleSpec(
            vehicle_id,
            vehicle_class,
            mast_height_m=round(float(mast), 2),
            shifts=SHIFTS[place % len(SHIFTS)],
            site=site or SiteSpec(),
            work=work[place % len(work)],
        )
        vehicles.append(replace(vehicle, **_faults(place, faults)))
    return tuple(vehicles)


def _faults(place: int, faults: Sequence[str] | None) -> dict[str, Any]:
    if faults is None:
        return {
            "load_fault": LOAD_CYCLE[place % len(LOAD_CYCLE)],
            "height_fault": HEIGHT_CYCLE[place % len(HEIGHT_CYCLE)],
            "gps_fault": GPS_CYCLE[place % len(GPS_CYCLE)],
        }
    together = faults[place % len(faults)].split("+") if faults else ()
    return dict(FAULTS[name] for name in together if name != GOOD)


def default_fleet(
    vehicles: int = 12,
    days: int = 2,
    seed: int = 0,
    *,
    faults: Sequence[str] | None = None,
    defects: Sequence[str] = DEFECTS,
    start: date = date(2025, 3, 3),
    rows: int | None = None,
    site: SiteSpec | None = None,
    classes: Sequence[VehicleClass] = CLASSES,
    work: Sequence[WorkSpec] = (HABIT,),
    prefix: str = "FL",
) -> FleetSpec:
    """Return a fleet with the domain's mix; `rows` is shared out evenly and overrides `days`."""
    return FleetSpec(
        vehicles=default_vehicles(vehicles, seed, site, faults, classes, work, prefix),
        seed=seed,
        start=start,
        days=days,
        defects=frozenset(defects),
        rows_per_vehicle=None if rows is None else max(1, -(-rows // vehicles)),
    )


def noiseless_fleet(vehicles: int = 4, days: int = 1, seed: int = 0) -> FleetSpec:
    """Return a fleet whose reported values are the truth, without defects."""
    spec = default_fleet(vehicles, days, seed, faults=(), defects=())
    return replace(spec, noiseless=True)
