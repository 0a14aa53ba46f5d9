"""`python -m orchestration.simulator`: write a simulated fleet.

Lives here: the command line. Not here: the words of its options (`options`), and what the fleet is
(`fleet`, `bundle`).
"""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from datetime import datetime

import typer

from orchestration.errors import ForkliftError, SettingsError
from orchestration.simulator import options as o
from orchestration.simulator.bundle import BUNDLE
from orchestration.simulator.fleet import CLASSES, default_fleet
from orchestration.simulator.spec import DEFECTS, ROW_DEFECTS, SiteSpec
from orchestration.simulator.work import WorkSpec
from orchestration.simulator.writer import write_fleet


def simulate(
    context: typer.Context,
    out: o.Out,
    vehicles: o.Vehicles = None,
    days: o.Days = 2,
    rows: o.Rows = None,
    seed: o.Seed = 0,
    start: o.Start = datetime(2025, 3, 3),
    noiseless: o.Noiseless = False,
    only_fault: o.OnlyFault = None,
    faults: o.Faults = None,
    no_faults: o.NoFaults = False,
    defects: o.Defects = None,
    no_defects: o.NoDefects = False,
    files_per: o.Per = "vehicle-day",
    truth: o.Truth = True,
    latitude: o.Latitude = SiteSpec.latitude,
    longitude: o.Longitude = SiteSpec.longitude,
    width_m: o.Width = SiteSpec.width_m,
    depth_m: o.Depth = SiteSpec.depth_m,
    classes: o.Classes = None,
    leg_m: o.Leg = None,
    dual_share: o.Dual = None,
    idle_share: o.Idle = None,
    travel_height_m: o.TravelHeight = None,
    sample_gap_s: o.SampleGap = None,
    overwrite: o.Overwrite = False,
    bundled: o.Bundled = False,
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
        site=SiteSpec(latitude=latitude, longitude=longitude, width_m=width_m, depth_m=depth_m),
        classes=_names(classes) if classes else CLASSES,  # type: ignore[arg-type]
        work=(WorkSpec(leg_m, dual_share, idle_share, travel_height_m, sample_gap_s),),
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
