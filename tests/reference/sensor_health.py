"""The reference figures of load-sensor health, written for clarity from their text.

Lives here: the figures and flags of one file. Not here: speed, which rows are judged (`carrying`),
any verdict, or any code of the project. The figures in words:

Observed hours, duty cycle (time-weighted share loaded), toggles per hour, load segments, segments
shorter than 10 s and their share, median loaded and unloaded duration, *fast flips* (toggles while
this or the previous sample moves faster than 0.2 km/h) count and per hour. Flags: short share >=
0.35, toggles >= 12/h, fast flips >= 2/h.

How the less obvious spots are read: rows and their durations are those that the reference rule for
`Carrying` judges; loaded is Load > 0.5, null as 0; a missing speed does not move; a share or a rate
of nothing is null and raises no flag.
"""

from __future__ import annotations

from itertools import groupby
from statistics import median

import pandas as pd


def sensor_health(frame: pd.DataFrame, judged: pd.DataFrame) -> dict[str, float | None]:
    """Figures of one file, in the words of the model; `judged` is what `carrying` says of it."""
    rows = judged[judged["Duration_s"].notna()][["row_number", "Duration_s"]]
    rows = rows.merge(frame[["row_number", "Load", "Speed"]], on="row_number", how="left")
    loaded = (rows["Load"].fillna(0) > 0.5).tolist()
    moves = (rows["Speed"].fillna(0) > 0.2).tolist()
    # Whole and half milliseconds, so that sums are exact.
    lasts_ms = (rows["Duration_s"] * 1000).round(1).tolist()

    segments = [
        (state, sum(ms for _, ms in run))
        for state, run in groupby(zip(loaded, lasts_ms, strict=True), key=lambda row: row[0])
    ]
    loads_s = [ms / 1000 for state, ms in segments if state]
    empties_s = [ms / 1000 for state, ms in segments if not state]
    toggles = [i for i in range(1, len(loaded)) if loaded[i] != loaded[i - 1]]
    flips = [i for i in toggles if moves[i] or moves[i - 1]]
    observed_s = sum(lasts_ms) / 1000
    hours = observed_s / 3600
    short = sum(duration < 10 for duration in loads_s)

    short_share = short / len(loads_s) if loads_s else None
    toggles_per_h = len(toggles) / hours if hours else None
    flips_per_h = len(flips) / hours if hours else None
    return {
        "observed_h": hours,
        "loaded_share": sum(loads_s) / observed_s if observed_s else None,
        "toggle_count": len(toggles),
        "toggles_per_h": toggles_per_h,
        "loaded_run_count": len(loads_s),
        "short_loaded_run_count": short,
        "short_loaded_run_share": short_share,
        "loaded_run_p50_s": median(loads_s) if loads_s else None,
        "empty_run_p50_s": median(empties_s) if empties_s else None,
        "fast_flip_count": len(flips),
        "fast_flips_per_h": flips_per_h,
        "is_short_share_flagged": short_share is not None and short_share >= 0.35,
        "is_toggles_flagged": toggles_per_h is not None and toggles_per_h >= 12,
        "is_fast_flips_flagged": flips_per_h is not None and flips_per_h >= 2,
    }
