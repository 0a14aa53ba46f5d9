"""Vehicles that the default fleet lacks, to judge the verdict on load sensors.

Lives here: what is done to a healthy vehicle's rows to make an honest one that looks broken, or a
broken one that looks honest, and writing them beside a simulated fleet. Not here: the faults that
the simulator knows (`simulator/load_sensor.py`), and judging (`truth_sensors.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.simulator import default_fleet, write_fleet

HEIGHT, LOAD, TIME, SPEED = 1, 2, 4, 7
"""Columns of a raw file, counted from 0."""
KEPT_CARRIES = 40
GHOST_SHARE = 0.03
SHORTER = 5

Rows = pd.DataFrame
Odd = Callable[[Rows, Rows, np.random.Generator], Rows]


def standby(rows: Rows, truth: Rows, random: np.random.Generator) -> Rows:
    """An honest vehicle that stands on duty all day and carries once in a while."""
    idle = ~_around_few_carries(truth)
    rows.loc[idle, [LOAD, SPEED]] = 0
    return _forks_down(rows, idle)


def mostly_driving(rows: Rows, truth: Rows, random: np.random.Generator) -> Rows:
    """An honest vehicle that drives without lifting and carries once in a while."""
    empty = ~_around_few_carries(truth)
    rows.loc[empty, LOAD] = 0
    return _forks_down(rows, empty)


def short_carries(rows: Rows, truth: Rows, random: np.random.Generator) -> Rows:
    """An honest vehicle that does everything in a fifth of the time: carries of some 9 s."""
    start = int(rows[TIME].iloc[0])
    rows[TIME] = start + (rows[TIME] - start) // SHORTER
    return rows.iloc[::SHORTER]


def ghost_loads(rows: Rows, truth: Rows, random: np.random.Generator) -> Rows:
    """A sensor that takes nothing for a load now and then, for one sample, on empty legs."""
    seen = (truth["phase"] == "travel_empty") & (random.random(len(rows)) < GHOST_SHARE)
    rows.loc[seen, LOAD] = 1
    return rows


def stuck_later(rows: Rows, truth: Rows, random: np.random.Generator) -> Rows:
    """A sensor that says empty for ever after 60 % of the samples."""
    rows.loc[rows.index >= 0.6 * len(rows), LOAD] = 0
    return rows


ODD: dict[str, tuple[Odd, str]] = {
    "standby": (standby, "trusted"),
    "mostly_driving": (mostly_driving, "trusted"),
    "short_carries": (short_carries, "trusted"),
    "ghost_loads": (ghost_loads, "flickering"),
    "stuck_later": (stuck_later, "stuck_empty"),
}
"""By name: how a vehicle is made, and the verdict that is right for it."""


def write_odd_vehicles(root: Path, scratch: Path, *, each: int, days: int, seed: int) -> None:
    """Write `each` vehicles of every kind below `root`/real_data; `scratch` is left behind.

    A vehicle's id is its kind with a number, such as standby-1.
    """
    healthy = default_fleet(each, days, seed, faults=(), defects=())
    write_fleet(healthy, scratch, files_per="vehicle")
    for number, vehicle in enumerate(healthy.vehicles, start=1):
        name = vehicle.vehicle_id
        truth = pd.read_parquet(scratch / "truth" / "rows" / f"{name}.parquet")
        [path] = (scratch / "real_data").rglob(f"{name}.csv")
        rows = pd.read_csv(path, sep=";", header=None)
        for kind, (make, _) in ODD.items():
            random = np.random.default_rng([seed, number])
            made = make(rows.copy(), truth, random).assign(vehicle=f"{kind}-{number}")
            made = made[["vehicle", *range(1, 8)]]
            target = root / "real_data" / f"{kind}-{number}.csv"
            made.to_csv(target, sep=";", header=False, index=False)


def _forks_down(rows: Rows, where: pd.Series) -> Rows:
    rows[HEIGHT] = rows[HEIGHT].mask(where, rows[HEIGHT].clip(upper=0.1))
    return rows


def _around_few_carries(truth: Rows) -> pd.Series:
    """Mark one carry of `KEPT_CARRIES` with a minute or so around it."""
    carry = (truth["true_load"] & ~truth["true_load"].shift(fill_value=False)).cumsum()
    kept = truth["true_load"] & (carry % KEPT_CARRIES == 1)
    near = kept.astype(int).rolling(121, center=True, min_periods=1).max()
    # The edges of the carries beside it are not part of it.
    return (near > 0) & (kept | ~truth["true_load"])
