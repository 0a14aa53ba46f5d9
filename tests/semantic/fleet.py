"""A fleet so small that its metrics can be worked out by hand.

Lives here: its telemetry as text, and what the pipeline is told of the site. Not here: the numbers
that follow from it (the tests beside this).

The site's clock is an hour ahead of UTC (Europe/Berlin in winter). Monday is 2025-03-03; Tuesday
is a holiday. Each line of a story is a phase: from and until in s after its start, s between its
rows, fork height in m, load, km/h. A row holds until the next one; 7.2 km/h are 2 m/s. `-` is no
signal.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = "Europe/Berlin"
DOCK, RACK, YARD = (f"{latitude};3.72" for latitude in (51.05, 51.06, 51.07))
SEEDS = {
    "site_holidays": "holiday_date,holiday_name\n2025-03-04,Carnival\n",
    "zones": "zone_id,zone_name,latitude,longitude,radius_m\n"
    "dock,Loading dock,51.05,3.72,50\nrack,High rack,51.06,3.72,50\n",
}

A_MORNING = """
  0  60 30 0.1 0  0    idle
 60 110 10 0.1 0  7.2  empty, 100 m
110 115  5 0.1 0  0    lift by 1.0 m, since the forks are up in the next row
115 120  5 1.1 1  0    carry 1, forks come down
120 130  5 0.1 1 10.8  carry 1, 30 m; faster than the site allows
130 135  5 0.1 1  0    carry 1
135 185 10 0.1 0  3.6  empty, 50 m
185 190  5 0.1 0  0    lift by 4.0 m
190 195  5 1.1 0  0
195 200  5 2.1 0  0
200 205  5 3.1 0  0
205 215  5 4.1 1  1.8  carry 2, 5 m with tall forks
215 220  5 4.1 1  0    carry 2, forks come down
220 225  5 3.1 1  0
225 230  5 2.1 1  0
230 235  5 1.1 1  0
235 265 10 0.1 1  7.2  carry 2, 60 m
265 445 30 0.1 0  0    a long idle of 360 s
445 449  4 0.1 1  0    a flicker of the load signal, too short for a carry
449 475 26 0.1 0  0
475 625 30 0.1 0  0
625 630  5 0.1 0  0    lift by 0.6 m
630 645  5 0.7 0  9.0  37.5 m, overspeed with raised forks
645 650  5 0.7 0  3.6  5 m while the forks come down
650 655  5 0.1 0  9.9  27.5 m
655 659  4 0.1 0  9.9
659 660  1 0.1 0  9.9  stops from 2.75 m/s within a second
660 670 10 0.1 0  0
670 678  4 0.1 1  3.6  carry 3, 8 m
678 690 12 0.1 0  0
690 700 10 0.2 1  0    carry 4
700 700  1 0.1 0  0    off duty
"""
"""From Monday 08:00 on: 700 s on duty in the early shift, 57 rows."""

A_NIGHT = """
  0  30 30 0.1 0  0    idle
 30  75 15 0.1 1  3.6  carry 5, 30 m before midnight and 15 m after it
 75 105 30 0.1 0  0    idle; the next row is 120 s later: 90 s of gap
195 215 10 0.1 0  7.2  empty, 40 m
215 235 20 0.1 0  0    idle
235 235  1 0.1 0  0    off duty
"""
"""From Monday 23:59 on: 60 s on Monday and 85 s on Tuesday, in Monday's night shift; 9 rows."""

B_MONDAY = """
  0   0  1 0.1 0  0    off duty
 20  20  1 0.1 0  0    switched on, and nothing more is heard
"""
"""Monday 10:00, off duty for 20 s with a load signal: a day without use. 2 rows."""

B_TUESDAY = """
  0  60 30 0.1 -  0    idle
 60 100 10 0.1 -  7.2  80 m
100 105  5 0.1 -  0    lift by 0.9 m
105 115  5 1.0 -  5.4  15 m, faster than 3 km/h with forks above 0.8 m
115 120  5 1.0 -  0
120 120  1 1.0 -  0    off duty, forks up
"""
"""From Tuesday 06:00 on, right after a change of shift: 120 s on duty, no load signal, 11 rows."""

C_TUESDAY = """
  0 300 30 0.0 0  0    a long idle of 360 s
300 360 30 0.0 0 240    still standing: no vehicle goes so fast
360 360  1 0.0 0  0    off duty
"""
"""From Tuesday 06:01 on, a truck without a mast: 360 s on duty, 13 rows."""

POSITIONS = {
    ("A", 60): DOCK,  # driving
    ("A", 115): DOCK,  # carry 1 is picked up at the dock ...
    ("A", 130): RACK,  # ... and set down at the rack
    ("A", 135): YARD,  # driving
    ("A", 205): RACK,  # carry 2 is picked up at the rack, driving ...
    ("A", 255): DOCK,  # ... and set down at the dock, driving
    ("B", 60): DOCK,  # driving
    ("B", 70): RACK,  # driving
}
"""By vehicle and seconds; elsewhere there is no reception."""

WEATHER = {
    "timezone": "GMT",
    "hourly": {
        "time": ["2025-03-03T07:00", "2025-03-03T22:00", "2025-03-03T23:00", "2025-03-04T05:00"],
        "temperature_2m": [4.5, 0.5, -0.5, 1.0],
        "precipitation": [0.0, 0.0, 0.2, 1.5],
        "wind_speed_10m": [None, None, None, None],
    },
}
"""Rain from Tuesday 00:00 to 07:00, which is 23:00 to 06:00 UTC, and frost in its first hour."""

BAD_LINES = [
    "A;0.1;0",
    ";0.1;0;1;1740985200000;;;0",
    "A;0.1;0;1;;;;0",
    "A;0.1;0;1;noon;;;0",
    "A;0.1;0;1;12345;;;0",
]
"""Too few fields, no vehicle, no timestamp, a text for it, one of 1970: unusable, one each."""


def rows(vehicle: str, begins: str, story: str, placed: bool = True) -> list[str]:
    """The rows of a story as lines of a file; duty begins and ends where it says off duty."""
    start = datetime.fromisoformat(begins).replace(tzinfo=ZoneInfo(ZONE))
    found = []
    for line in story.strip().splitlines():
        first, until, step, height, load, speed, *words = line.split()
        for second in range(int(first), max(int(until), int(first) + 1), int(step)):
            at_ms = int(start.timestamp() + second) * 1000
            position = POSITIONS.get((vehicle, second), ";") if placed else ";"
            on_duty = int(words[:2] != ["off", "duty"] and words[:2] != ["off", "duty,"])
            load_said = "" if load == "-" else load
            found.append(f"{vehicle};{height};{load_said};{on_duty};{at_ms};{position};{speed}")
    return found


def write(root: Path) -> None:
    """Write the files of both days below `root`."""
    morning = rows("A", "2025-03-03 08:00", A_MORNING)
    files = {
        "2025-03-03/A.csv": [*morning, morning[0], *BAD_LINES],
        "2025-03-03/B.csv": rows("B", "2025-03-03 10:00", B_MONDAY, placed=False),
        "2025-03-04/A.csv": rows("A", "2025-03-03 23:59", A_NIGHT, placed=False),
        "2025-03-04/B.csv": rows("B", "2025-03-04 06:00", B_TUESDAY),
        "2025-03-04/C.csv": rows("C", "2025-03-04 06:01", C_TUESDAY),
    }
    for name, lines in files.items():
        file = root / "real_data" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
