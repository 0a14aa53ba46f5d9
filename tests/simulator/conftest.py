"""Small fleets that several tests read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from orchestration.simulator import (
    Fleet,
    FleetSpec,
    VehicleSpec,
    default_fleet,
    noiseless_fleet,
    simulate_fleet,
    write_fleet,
)


@pytest.fixture(scope="session")
def fleet() -> Fleet:
    """Twenty vehicles of the default mix for one day, without row defects."""
    return simulate_fleet(default_fleet(20, 1, seed=5, defects=()))


@pytest.fixture(scope="session")
def noiseless() -> Fleet:
    """Four noiseless vehicles (two classes with a mast) for one day."""
    return simulate_fleet(noiseless_fleet(4, 1, seed=2))


@pytest.fixture(scope="session")
def one_vehicle() -> Callable[..., Fleet]:
    """Simulate one counterbalance truck for one short day, with the given faults."""

    def simulate(**faults: str) -> Fleet:
        vehicle = VehicleSpec("X", **faults)  # type: ignore[arg-type]
        return simulate_fleet(FleetSpec((vehicle,), seed=11, shift_hours=4))

    return simulate


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., tuple[Path, pd.DataFrame]]:
    """Write a short fleet with the given defects; returns the folder and the truth of its rows."""

    def write(*defects: str, vehicles: int = 2, **options: str) -> tuple[Path, pd.DataFrame]:
        machines = tuple(VehicleSpec(f"V{number}") for number in range(vehicles))
        spec = FleetSpec(machines, seed=3, shift_hours=1, defects=frozenset(defects))
        write_fleet(spec, tmp_path, **options)  # type: ignore[arg-type]
        parts = sorted((tmp_path / "truth" / "rows").glob("*.parquet"))
        return tmp_path, pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)

    return write
