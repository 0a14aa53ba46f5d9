"""The words of the simulator's command line.

Lives here: its options with their help. Not here: what they do (`__main__`), and which values are
possible beyond what typer checks (`spec`, `work`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.simulator.fleet import FAULTS, GOOD, MAST_M
from orchestration.simulator.spec import DEFECTS, FilesPer

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
    typer.Option(
        help=f"Faults the vehicles have in turn: {GOOD}, {', '.join(FAULTS)}; several at once"
        " joined by + (default: a mix)."
    ),
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
Width = Annotated[float, typer.Option(min=20, help="Extent of the site from west to east in m.")]
Depth = Annotated[float, typer.Option(min=20, help="Extent of the site from south to north in m.")]
Classes = Annotated[
    str | None,
    typer.Option(help=f"Classes of the vehicles in turn: {', '.join(MAST_M)} (default: a mix)."),
]
Leg = Annotated[float | None, typer.Option(help="Median leg in m (default: 72 to 88).")]
Dual = Annotated[float | None, typer.Option(help="Share of dual cycles (default: 0.2 to 0.5).")]
Idle = Annotated[float | None, typer.Option(help="Share of duty standing (default: 0.44 to 0.56).")]
TravelHeight = Annotated[
    float | None, typer.Option(help="Mean height of the forks on a leg in m (default: 0.13).")
]
SampleGap = Annotated[
    float | None, typer.Option(help="Median gap between samples on duty in s (default: 1.03).")
]
