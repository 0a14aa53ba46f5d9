"""Hand-written histories of a warehouse: stories told together, and changes of settings.

Lives here: the histories that the suite plays, by name. Not here: the stories (`stories_of_*.py`),
and random histories (`strategies.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Any

import yaml

from orchestration.dbt_command import PROJECT_DIR
from tests.incremental import stories_of_files, stories_of_sessions, stories_of_vehicles
from tests.incremental.steps import (
    Append,
    Build,
    Edit,
    Empty,
    Ingest,
    Move,
    Overrides,
    Remove,
    Step,
    Vars,
    Write,
)
from tests.incremental.stories_of_files import SHIFT, Story
from tests.incremental.telemetry import Piece

REFERENCE: dict[str, Any] = {
    **yaml.safe_load((PROJECT_DIR / "vars" / "reference.yml").read_text(encoding="utf-8")),
    "height_method": "clip",  # constant heights are no fault then
    "min_carry_s": 20,  # short pieces have carries, too
}
STRICT: dict[str, Any] = {"min_carry_s": 50, "height_spike_factor": 0.5}
BY_NAME: dict[str, Any] = {
    "max_sample_gap_s": 2.5,
    "carry_speed_cap_kmh": 1,
    "debounce_order": "drop_then_close",
}
"""Vars that no model reads itself."""
LOOSE: dict[str, Any] = {
    "session_gap_s": 70,  # divides no hour
    "close_gap_s": 25,
    "min_carry_s": 0,
    "drop_exact_duplicates": False,
}

DAY_0 = Write("a.csv", (Piece("FL-1", 0, "08:00:00", 4, SHIFT),))
DAY_1 = Write("b.csv", (Piece("FL-1", 1, "08:00:00", 4, SHIFT),))
TWICE = Write(
    "b.csv",
    (
        Piece("FL-1", 0, "08:00:00", 4, "10e 12L"),
        Piece("FL-1", 0, "08:04:40", 4, "9L 7e 1L 12e 3L"),
    ),
)
"""Rows of day 0 again, and 72 s after its end some more, with a carry of 4 s."""
BESIDE = Write("other.csv", (Piece("FL-9", 0, "09:00:00", 5, SHIFT),))


def together(stories: Iterable[Story]) -> list[Step]:
    """The stories in one warehouse: the same round of all of them, then a build."""
    steps: list[Step] = []
    for rounds in zip_longest(*stories, fillvalue=()):
        steps += [*chain.from_iterable(rounds), Build()]
    return steps


HISTORIES: dict[str, list[Step]] = {
    "files come, change and go": together(stories_of_files.STORIES.values()),
    "sessions grow, join and part": together(stories_of_sessions.STORIES.values()),
    "vehicles are judged anew": together(stories_of_vehicles.STORIES.values()),
    "a source without rows, before and after": [
        Write("a.csv"),
        Build(),
        DAY_0,
        Build(),
        Empty(),
    ],
    "runs that end early, and changes taken back between them": [
        BESIDE,
        DAY_0,
        DAY_1,
        Build(),
        Edit("a.csv", ";1.2;1;1;", ";0;0;1;"),
        Ingest(),
        Remove("b.csv"),
        Build("+int_samples__sequenced"),
        DAY_1,
        Build("feat_carry_windows"),
        Write("c.csv", (Piece("FL-1", 1, "08:03:40", 4, "5L 5e"),)),
        Build("int_samples__carry_state"),
        Build("+fct_carry_segments"),
        Remove("c.csv"),
    ],
    "days are read before their repeated rows are marked": [
        BESIDE,
        DAY_0,
        Build(),
        TWICE,
        Build("stg_telemetry__object_days"),
        Build("int_days__profiled int_slots__measured"),
    ],
    "people correct the calibration and the verdict, and change their mind": [
        BESIDE,
        DAY_0,
        Build(),
        Overrides(("FL-1,centimetres,,,,by hand", "FL-9,,0.5,2.0,stuck_loaded,seen")),
        Build("vehicle_overrides int_units__calibrated"),
        Build(),
        Overrides(("FL-9,,,,flickering,seen",)),
    ],
    "limits change, and change back": [
        BESIDE,
        DAY_0,
        TWICE,
        Write("night.csv", (Piece("FL-1", 0, "23:58:00", 6, "10e 30L"),)),
        Vars(LOOSE),
        Build(),
        Vars(STRICT),
        Write("c.csv", (Piece("FL-2", 0, "10:00:00", 4, SHIFT),)),
        Build(),
        Vars({}),
        Append("b.csv", (Piece("FL-1", 1, "08:00:00", 4, SHIFT),)),
    ],
    "limits change that models name to macros only": [
        BESIDE,
        DAY_0,
        Build(),
        Vars(BY_NAME),
        Build(),
        Vars({"off_duty_samples": "skipped", "last_sample": "median"}),
    ],
    "a run with other limits that ends early": [
        BESIDE,
        DAY_0,
        TWICE,
        Vars(LOOSE),
        Build(),
        Vars(STRICT),
        Build("int_units__calibrated int_spans__debounced"),
        Vars(LOOSE),
        Ingest(),
    ],
    "the reference rule, and rows of two vehicles in one file": [
        Vars(REFERENCE),
        BESIDE,
        DAY_0,
        Write("b.csv", (Piece("FL-1", 0, "08:01:00", 4, SHIFT),)),
        Build(),
        Append("a.csv", (Piece("FL-1", 1, "00:00:10", 9, SHIFT),)),
        Append("a.csv", (Piece("FL-2", 0, "07:00:00", 9, SHIFT),)),
        Edit("b.csv", "FL-1;", "FL-2;"),
        Move("b.csv", "d.csv"),
        Append("other.csv", (Piece("FL-9", 1, "09:00:00", 5, "2o 9L 1o"),)),
    ],
    "from the product rule to the reference rule and back": [
        BESIDE,
        DAY_0,
        Build(),
        Vars(REFERENCE),
        DAY_1,
        Build(),
        Vars({}),
        Append("a.csv", (Piece("FL-2", 1, "08:00:00", 4, SHIFT),)),
    ],
}

STORIES: dict[str, Story] = {
    **stories_of_files.STORIES,
    **stories_of_sessions.STORIES,
    **stories_of_vehicles.STORIES,
}
