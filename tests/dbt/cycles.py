"""Load cycles, worked out sample by sample from their definition.

Lives here: a plain loop over the stretches of one session. Not here: hours (`hours.py`), or the SQL
that is compared with it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from tests.dbt.stretches import stretches


def cycles(samples: pd.DataFrame) -> pd.DataFrame:
    """One row per carry: when it was set down, and what followed until the next pick-up."""
    found = []
    for (vehicle, _), rows in samples.groupby(["vehicle_id", "session_id"]):
        open_cycle: dict[str, Any] | None = None
        was_loaded = False
        for one in stretches(list(rows.itertuples())):
            loaded = one.state == "loaded"
            if loaded and not was_loaded:
                if open_cycle and not open_cycle["has_ended"]:
                    open_cycle["next_ms"] = one.at_ms
                open_cycle = defaultdict(float, vehicle_id=vehicle, start_ms=one.at_ms)
                open_cycle |= {"has_ended": False, "next_ms": None, "set_down_ms": None}
                found.append(open_cycle)
            was_loaded = loaded
            if open_cycle is None:
                continue
            if loaded:
                open_cycle["carry_s"] += one.observed_ms / 1000
            elif open_cycle["set_down_ms"] is None:
                open_cycle["set_down_ms"] = one.at_ms
            if one.state == "off":
                open_cycle["has_ended"] = True
            elif not loaded and not open_cycle["has_ended"]:
                open_cycle["return_s"] += one.observed_ms / 1000
                open_cycle["empty_m"] += one.speed_kmh / 3.6 * one.observed_ms / 1000
            if open_cycle["set_down_ms"] is None:
                open_cycle["last_ms"] = one.at_ms + one.observed_ms + one.gap_ms
    made = pd.DataFrame(found)
    return made.sort_values(["vehicle_id", "start_ms"], ignore_index=True)
