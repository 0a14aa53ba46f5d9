"""A feature mart of as many windows as are asked for.

Lives here: copies of the windows and verdicts of its vehicles, under ids of their own. Not here:
simulating vehicles, and building the mart (dbt does), which would take hours for millions of
windows.

The values of a copy differ a little from those that they are copied from, so that they fall into
as many bins as those of real vehicles. What a model learns from copies is not worth judging: they
are there for its time and memory alone.
"""

from __future__ import annotations

import time

from orchestration.benchmark.outcome import Outcome
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

MART = "marts.feat_carry_windows"
VEHICLES = "marts.dim_vehicles"
_NOISE = 0.04
_MADE_WITH_COPY = {
    "vehicle_id": "vehicle_id || '~' || copy",
    "session_id": "session_id || '~' || copy",
}


def enlarge(settings: Settings, windows: int) -> Outcome:
    """Replace the mart by copies of itself, until it holds at least so many windows."""
    began = time.perf_counter()
    with open_warehouse(settings) as connection:
        [held] = connection.execute(f"select count(*) from {MART}").fetchone() or [0]
        copies = -(-windows // held) if held else 0
        if copies > 1:
            columns = connection.execute(f"describe {MART}").fetchall()
            listed = ", ".join(_copied(name, kind) for name, kind, *_ in columns)
            connection.execute(
                f"create table marts.enlarged as select {listed} from {MART}, range({copies})"
                " as copies (copy) order by copy, vehicle_id, session_id, window_started_at"
            )
            connection.execute(f"drop table {MART}")
            connection.execute("alter table marts.enlarged rename to feat_carry_windows")
            connection.execute(
                f"insert into {VEHICLES} select vehicles.* replace"
                f" ({_MADE_WITH_COPY['vehicle_id']} as vehicle_id)"
                f" from {VEHICLES} as vehicles, range({copies}) as copies (copy)"
            )
    detail = f"{held * max(copies, 1):,} windows, {copies} times {held:,}"
    return Outcome(time.perf_counter() - began, detail=detail)


def _copied(name: str, kind: str) -> str:
    """A column of a copy: ids of its own, measured values with noise, all else as it is."""
    made = _MADE_WITH_COPY.get(name, name)
    # Shares stay what they are, too: most are 0 or 1, and rules read them.
    fixed = name.startswith(("label_", "observed_", "on_duty_")) or "share" in name.split("_")
    if kind in ("FLOAT", "DOUBLE") and not fixed:
        draw = f"(hash({name}, copy) % 10007) / 10007.0 - 0.5"
        made = f"({name} * (1 + {_NOISE} * ({draw})))::{kind}"
    return f"{made} as {name}"
