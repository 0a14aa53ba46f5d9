"""`python -m orchestration.simulator`: write a simulated fleet.

Lives here: the command line. Not here: what the fleet is (`fleet`, `bundle`).
"""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.errors import ForkliftError, SettingsError
from orchestration.simulator.bundle import BUNDLE
from orchestration.simulator.fleet import FAULTS, default_fleet
from orchestration.simulator.spec import DEFECTS, ROW_DEFECTS, FilesPer, SiteSpec
from orchestration.simulator.writer import write_fleet

Out = Annotated[Path, typer.Argument(help="Folder that gets real_data/ and truth/.")]
Vehicles = Annotated[
    int | None, typer.Option(min=1, help="Vehicles (default: 12; 20 with --rows).")
]
Days = Annotated[int, typer.Option(min=1, help="Production days of 24 h from 06:00 UTC.")]
Rows = Annotated[int | None, typer.Option(min=1, help="About this many rows, instead of --days.")]
Seed = Annotated[int, typer.Option(min=0, help="Same seed and options, same bytes.")]
Start = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First production day.")]
Noiseless = Annotated[bool, typer.Option("--noiseless", help="Reported values equal the truth.")]
OnlyFault = Annotated[str | None, typer.Option(help="This sensor fault on every vehicle.")]
Faults = Annotated[
    str | None,
    typer.Option(help=f"Faults the vehicles have in turn: {', '.join(FAULTS)} (default: a mix)."),
]
NoFaults = Annotated[bool, typer.Option("--no-faults", help="Healthy sensors.")]
Defects = Annotated[
    str | None,
    typer.Option(help=f"Defects of rows and files: {', '.join(DEFECTS)} (default: all)."),
]
NoDefects = Annotated[bool, typer.Option("--no-defects", help="Clean rows and files.")]
Per = Annotated[FilesPer, typer.Option(help="One file per this; file defects need vehicle-day.")]
Truth = Annotated[bool, typer.Option("--truth/--no-truth", help="Write truth/ too.")]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Remove real_data/ and truth/ of OUT first.")
]
Bundled = Annotated[
    bool, typer.Option("--bundled", help="The sample that the repository ships; no other option.")
]
Latitude = Annotated[float, typer.Option(min=-80, max=80, help="South-west corner of the site.")]
Longitude = Annotated[float, typer.Option(min=-179, max=179, help="South-west corner of the site.")]


def simulate(
    context: typer.Context,
    out: Out,
    vehicles: Vehicles = None,
    days: Days = 2,
    rows: Rows = None,
    seed: Seed = 0,
    start: Start = datetime(2025, 3, 3),
    noiseless: Noiseless = False,
    only_fault: OnlyFault = None,
    faults: Faults = None,
    no_faults: NoFaults = False,
    defects: Defects = None,
    no_defects: NoDefects = False,
    files_per: Per = "vehicle-day",
    truth: Truth = True,
    latitude: Latitude = SiteSpec.latitude,
    longitude: Longitude = SiteSpec.longitude,
    overwrite: Overwrite = False,
    bundled: Bundled = False,
) -> None:
    """Write simulated forklift telemetry to OUT/real_data and its truth to OUT/truth."""
    began = time.perf_counter()
    _refuse_ignored(context)
    chosen_faults = _chosen_faults(only_fault, faults, no_faults or noiseless)
    if no_defects and defects:
        raise SettingsError("--defects and --no-defects exclude each other; give one")
    chosen_defects: tuple[str, ...] = DEFECTS if files_per == "vehicle-day" else ROW_DEFECTS
    if no_defects or noiseless:
        chosen_defects = ()
    if defects:
        chosen_defects = _names(defects)
    spec = default_fleet(
        vehicles or (12 if rows is None else 20),
        days,
        seed,
        faults=chosen_faults,
        defects=chosen_defects,
        start=start.date(),
        rows=rows,
        site=SiteSpec(latitude=latitude, longitude=longitude),
    )
    spec = BUNDLE if bundled else replace(spec, noiseless=noiseless)
    if overwrite:
        for name in ("real_data", "truth"):
            shutil.rmtree(out / name, ignore_errors=True)
    summary = write_fleet(spec, out, files_per=files_per, truth=truth)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time()
    typer.echo(
        f"{summary.rows:,} rows of {len(spec.vehicles)} vehicles in {summary.files:,} files, "
        f"{summary.size_bytes / 1e6:,.1f} MB, written to {out}/real_data "
        f"in {seconds:.1f} s: {summary.rows / seconds:,.0f} rows/s "
        f"({summary.rows / cpu_seconds:,.0f} per CPU second, start-up included)"
    )


def _refuse_ignored(context: typer.Context) -> None:
    """Refuse options that another option makes meaningless."""
    given = {
        name
        for name in context.params
        if (source := context.get_parameter_source(name)) and source.name == "COMMANDLINE"
    }
    if context.params["bundled"] and (others := given - {"out", "bundled", "overwrite"}):
        names = ", ".join("--" + name.replace("_", "-") for name in sorted(others))
        raise SettingsError(f"--bundled is a fixed fleet; leave out {names}")
    if {"rows", "days"} <= given:
        raise SettingsError("--rows and --days exclude each other; give one")


def _chosen_faults(only: str | None, listed: str | None, healthy: bool) -> tuple[str, ...] | None:
    if sum([only is not None, listed is not None, healthy]) > 1:
        raise SettingsError(
            "--only-fault, --faults and --no-faults (or --noiseless) exclude each other; give one"
        )
    if healthy:
        return ()
    if only is not None:
        return (only,)
    return _names(listed) if listed else None


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())


def main() -> None:
    """Run the command line; a fault that a user can act on is one line on stderr, exit code 1."""
    try:
        typer.run(simulate)
    except ForkliftError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
