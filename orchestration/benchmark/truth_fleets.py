"""The fleets that the classifier is judged on, and the one that it is trained on elsewhere.

Lives here: which vehicles, work and faults each fleet has. Not here: what the simulator makes of
them, and scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.errors import SettingsError
from orchestration.simulator import FleetSpec, SiteSpec, WorkSpec, default_fleet
from orchestration.simulator.spec import VehicleClass

TRAINING = "training"
STANDARD = "standard"
CONDITIONS = "conditions"

NO_TRUCKS: tuple[VehicleClass, ...] = ("counterbalance", "counterbalance", "reach")
BOTH_FAULTS = (
    "load_stuck_0+height_noise",
    "load_sentinel+height_stuck",
    "load_dark_film+height_counts",
    "load_vibration+height_spikes",
    "load_stuck_1+height_drift",
    "load_rack_false_high+height_scaled_1000",
    "load_stuck_0+height_unit_change",
)
WORK = {
    "short carries": WorkSpec(leg_m=18.0),
    "low travel height": WorkSpec(travel_height_m=0.02),
    "dual cycles": WorkSpec(dual_share=0.95),
    "sparse sampling": WorkSpec(sample_gap_s=4.0),
}
"""0.02 m is where the rule begins to take forks for raised; usual are 0.13 m."""

_LIKE: dict[str, dict[str, Any]] = {
    STANDARD: {"prefix": "FL"},
    "other_site": {
        "prefix": "OS",
        "classes": ("reach", "counterbalance", "reach", "counterbalance", "no_mast"),
        "site": SiteSpec("yard", 48.2, 16.4, 90.0, 60.0),
        "work": (WorkSpec(leg_m=40.0, idle_share=0.65, sample_gap_s=1.5),),
    },
    "both_sensors": {
        "prefix": "BS",
        "classes": NO_TRUCKS,
        "faults": tuple(name for fault in BOTH_FAULTS for name in ("good", fault)),
    },
    CONDITIONS: {
        "prefix": "CO",
        "classes": NO_TRUCKS,
        "faults": ("good", "load_stuck_0", "load_dark_film"),
        "work": tuple(WORK.values()),
    },
}
FLEETS = tuple(_LIKE)
"""Names of the judging fleets; each is drawn with a seed of its own, from the given one on."""


@dataclass(frozen=True)
class JudgedFleet:
    """A fleet by name; `conditions` says how each vehicle is used, where that differs."""

    name: str
    spec: FleetSpec
    conditions: dict[str, str]


def training_fleet(vehicles: int, days: int, seed: int, rows: int | None = None) -> JudgedFleet:
    """The default mix, for a model that has seen no judging fleet."""
    spec = default_fleet(vehicles, days, seed, prefix="TR", rows=_in_all(rows, vehicles))
    return JudgedFleet(TRAINING, spec, {})


def judging_fleets(
    names: Sequence[str], vehicles: int, days: int, seed: int, rows: int | None = None
) -> list[JudgedFleet]:
    """The named fleets; the standard one has all the `vehicles`, each other one half as many.

    With `rows`, a vehicle ends after about that many, whatever `days` says. Raises `SettingsError`
    for a name that is none.
    """
    if unknown := sorted(set(names) - set(FLEETS)):
        raise SettingsError(f"unknown fleets {', '.join(unknown)}; known: {', '.join(FLEETS)}")
    fleets = []
    for place, (name, options) in enumerate(_LIKE.items()):
        if name not in names:
            continue
        count = vehicles if name == STANDARD else max(vehicles // 2, 4)
        total = _in_all(rows, count)
        spec = default_fleet(count, days, seed + place, rows=total, **options)
        used = {}
        if name == CONDITIONS:
            kinds = tuple(WORK)
            used = {v.vehicle_id: kinds[i % len(kinds)] for i, v in enumerate(spec.vehicles)}
        fleets.append(JudgedFleet(name, spec, used))
    return fleets


def _in_all(rows: int | None, vehicles: int) -> int | None:
    return None if rows is None else rows * vehicles
