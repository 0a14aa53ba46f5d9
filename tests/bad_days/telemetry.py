"""Small fleets, and what bad days make of their files.

Lives here: writing simulated CSV files and rewriting columns of them. Not here: running a job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from orchestration.simulator import FleetSpec, VehicleSpec, write_fleet
from orchestration.simulator.spec import ROW_DEFECTS

HEIGHT, LOAD, TIMESTAMP = 1, 2, 4
Row = list[str]

NAMES = {
    "FL-01": "FL-01'); drop table raw.objects; --.csv",
    "FL-02": """say "it's"; FL-02.csv""",
    "FL-03": "FL-03 $1 {a,b} [c] %s *.csv",
}
"""The file of each vehicle: quotes, semicolons, SQL and what shells and templates act upon."""
STUCK = "FL-03"
"""The vehicle whose height never changes."""


def write_awkward_fleet(source: Path) -> None:
    """Three forklifts with every row defect in files of awkward names, one of constant height."""
    vehicles = tuple(VehicleSpec(name) for name in NAMES)
    spec = FleetSpec(vehicles, seed=7, rows_per_vehicle=900, defects=frozenset(ROW_DEFECTS))
    write_fleet(spec, source, files_per="vehicle")
    for vehicle, name in NAMES.items():
        (source / "real_data" / f"{vehicle}.csv").rename(source / "real_data" / name)
    rewrite(source / "real_data" / NAMES[STUCK], constant(HEIGHT, "0.731"))


def rewrite(file: Path, change: Callable[[Iterator[Row]], Iterator[Row]]) -> None:
    """Pass the rows of eight fields through `change`; other lines stay away."""
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = (fields for line in lines if len(fields := line.split(";")) == 8)
    file.write_text("".join(";".join(row) + "\n" for row in change(rows)), encoding="utf-8")


def constant(column: int, value: str) -> Callable[[Iterator[Row]], Iterator[Row]]:
    """Every row has `value` in the column."""

    def change(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            yield [*row[:column], value, *row[column + 1 :]]

    return change


def never_carrying(rows: Iterator[Row]) -> Iterator[Row]:
    """Loads come and go, but the forks are off the floor for a moment every 12 s at most.

    The load sensor stays as good as it was, the height is still trusted, and no lift is long
    enough to be a carry.
    """
    lifted_at = 0.0
    for row in rows:
        if float(row[LOAD] or 0) > 0.5:
            lift = float(row[TIMESTAMP]) - lifted_at >= 12_000
            lifted_at = float(row[TIMESTAMP]) if lift else lifted_at
            row[HEIGHT] = "1.5" if lift else "0"
        yield row
