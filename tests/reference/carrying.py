"""The reference rule for `Carrying`, written for clarity, one numbered step after the other.

Lives here: the rule for the rows of one file. Not here: speed, reading files, or any code of the
project. The rule in words:

1. Sort by Timestamp (ties: file order). Drop a row whose OnDuty = 0 when the row before it also has
   OnDuty = 0: the first of a run stays.
2. *forklift* if any remaining Height, null as 0, is not 0; else *truck*. Only forklifts go on.
3. Drop rows whose Timestamp or Height is null. Height: `drop` rows outside [0, max]; `clip` to it;
   `scale`: (h - min) / (max - min), clipped to 0..1, mapped to [0, max height].
4. load_state: Load > 0.5. forks_up: Height > 0.35 m. The height is trusted when at least 10 rows
   have both and, once 100 rows or more have load_state, these are at least 5 % of them.
5. state = load_state, and forks_up if the height is trusted, and Speed <= 7.2 km/h or null.
6. On-duty rows are judged. A row lasts until the next judged row, the last one the median of the
   others. Runs of equal state are segments.
7. True segments under 45 s are dropped, then false ones of at most 1 s between kept ones closed.

How the less obvious spots are read:

- The file is the vehicle: FFFID is not looked at, and exact duplicates are rows like any other.
- Timestamp is in milliseconds, as given; its unit is not judged.
- Null Timestamps sort last, in file order; they still take part in steps 1 and 2.
- Step 1: a null OnDuty is not 0. It stays, and it ends a run. "The row before" is the one before it
  in the sorted file, itself dropped or not. An OnDuty of another value (0.5, -1) is not 0 either.
- Step 2: heights of rows that step 1 dropped do not count; of rows without a Timestamp they do.
- Step 3: both ends of [0, max] are inside. min and max come from the rows left by this step's first
  sentence, each only if not given. An error is raised when max is not above min, whether found or
  given, as long as a row is left to scale; one row alone is a constant height.
  The order of operations is ((h - min) / (max - min)) * max height, in double precision.
- Step 4 looks at all rows left by step 3, on or off duty, with the handled height, before any
  speed cap. The share is one division, compared with >=, so exactly 5 % is trusted.
- Step 5: the cap itself is slow enough (<=); the two thresholds must be exceeded (>).
- Step 6: OnDuty > 0 is judged, so null, 0 and negative are not; they neither last nor cut a run:
  the judged rows beside them are neighbours. With `require_on_duty=False` all rows are judged.
  There is no cap on a duration, and ties last 0 s. The median counts all durations, zeros too.
- Durations are exact: sums of whole milliseconds, divided by 1000 once, then compared with seconds.
- Step 7: both halves look at the segments of step 6. A false segment is closed when the segments
  right before and right after it are kept; beside a dropped one it stays, and it is not merged
  with it first. So a false segment at the start or the end of the file is never closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Literal

import pandas as pd

HeightMode = Literal["drop", "clip", "scale"]


@dataclass
class Segment:
    """A run of equal state over the judged rows; `positions` are their places in the kept rows."""

    state: bool
    positions: list[int]
    duration_s: float

    def is_kept(self, min_true_s: float) -> bool:
        """Whether it is a true segment that is long enough."""
        return self.state and self.duration_s >= min_true_s


def vehicle_class(frame: pd.DataFrame) -> Literal["forklift", "truck"]:
    """Class of the vehicle of one file (step 2); `frame` as for `carrying`."""
    heights = _without_repeated_off_duty(frame)["Height"].fillna(0)
    return "forklift" if (heights != 0).any() else "truck"


def carrying(
    frame: pd.DataFrame,
    *,
    height_mode: HeightMode = "scale",
    height_min: float | None = None,
    height_max: float | None = None,
    max_height_m: float = 6.7,
    load_threshold: float = 0.5,
    forks_up_m: float = 0.35,
    min_raised_rows: int = 10,
    min_raised_share: float = 0.05,
    min_load_rows_for_share: int = 100,
    speed_cap_kmh: float | None = 7.2,
    require_on_duty: bool = True,
    min_true_s: float = 45.0,
    close_gap_s: float = 1.0,
) -> pd.DataFrame:
    """Apply the reference rule to the rows of one file.

    `frame` has the numeric columns Height, Load, OnDuty, Timestamp (ms), Speed (km/h), with NaN for
    null, and row_number (unique, ascending in file order); other columns are ignored.
    `height_min` and `height_max` are in the unit of Height and used by `scale` only.
    `speed_cap_kmh=None` switches the speed cap off.

    Returns the kept rows in time order: row_number, Timestamp (ms), Height (handled, m), Carrying,
    and how it came about: State (step 5), Segment (1, 2, ... as in step 6; <NA> where not judged)
    and Duration_s (NaN where not judged). A truck has no rows; see `vehicle_class`.

    Raises `ValueError` for a constant height under `scale`, and for an unknown `height_mode`.
    """
    # 1. Sort, and keep the first row only of each off-duty run.
    rows = _without_repeated_off_duty(frame)

    # 2. Only forklifts go on.
    if vehicle_class(frame) == "truck":
        rows = rows.iloc[:0]

    # 3. Height in metres.
    rows = rows[rows["Timestamp"].notna() & rows["Height"].notna()]
    rows = _with_height_in_m(rows, height_mode, height_min, height_max, max_height_m)

    # 4. Is the height sensor trusted?
    load_state = rows["Load"].fillna(0) > load_threshold
    forks_up = rows["Height"] > forks_up_m
    load_rows = int(load_state.sum())
    raised_rows = int((load_state & forks_up).sum())
    trusted = raised_rows >= min_raised_rows
    if load_rows >= min_load_rows_for_share:
        trusted = trusted and raised_rows / load_rows >= min_raised_share

    # 5. The state of each row by itself.
    state = load_state
    if trusted:
        state = state & forks_up
    if speed_cap_kmh is not None:
        state = state & ((rows["Speed"] <= speed_cap_kmh) | rows["Speed"].isna())

    # 6. The judged rows, how long each lasts, and the segments they form.
    on_duty = rows["OnDuty"].fillna(0) > 0
    judged = [i for i, on in enumerate(on_duty) if on or not require_on_duty]
    lasts_ms = _durations_ms(rows["Timestamp"].iloc[judged].tolist())
    states = state.tolist()
    segments = []
    for is_true, run in groupby(zip(judged, lasts_ms, strict=True), key=lambda row: states[row[0]]):
        positions, run_ms = zip(*run, strict=True)
        segments.append(Segment(is_true, list(positions), sum(run_ms) / 1000))

    # 7. Drop short true segments, then close short false ones between two kept ones.
    kept = [segment.is_kept(min_true_s) for segment in segments]
    final = list(kept)
    for n in range(1, len(segments) - 1):
        is_short_gap = not segments[n].state and segments[n].duration_s <= close_gap_s
        if is_short_gap and kept[n - 1] and kept[n + 1]:
            final[n] = True

    is_carrying = [False] * len(rows)
    segment_number: list[int | None] = [None] * len(rows)
    for n, segment in enumerate(segments):
        for i in segment.positions:
            is_carrying[i] = final[n]
            segment_number[i] = n + 1
    duration_s = [float("nan")] * len(rows)
    for i, ms in zip(judged, lasts_ms, strict=True):
        duration_s[i] = ms / 1000
    return pd.DataFrame(
        {
            "row_number": rows["row_number"].to_numpy(),
            "Timestamp": rows["Timestamp"].to_numpy(),
            "Height": rows["Height"].to_numpy(),
            "Carrying": pd.Series(is_carrying, dtype="bool"),
            "State": state.to_numpy(),
            "Segment": pd.Series(segment_number, dtype="Int64"),
            "Duration_s": pd.Series(duration_s, dtype="float64"),
        }
    )


def _without_repeated_off_duty(frame: pd.DataFrame) -> pd.DataFrame:
    """Step 1: in time order (ties: file order), without the later rows of each off-duty run."""
    rows = frame.sort_values(["Timestamp", "row_number"], na_position="last")
    off_duty = rows["OnDuty"] == 0
    return rows[~(off_duty & off_duty.shift(1, fill_value=False))]


def _with_height_in_m(
    rows: pd.DataFrame,
    mode: HeightMode,
    height_min: float | None,
    height_max: float | None,
    max_height_m: float,
) -> pd.DataFrame:
    """Step 3: drop, clip or scale the heights; none of them is null."""
    height = rows["Height"]
    if mode == "drop":
        return rows[(height >= 0) & (height <= max_height_m)]
    if mode == "clip":
        return rows.assign(Height=height.clip(0, max_height_m))
    if mode != "scale":
        raise ValueError(f"height_mode={mode!r}; use drop, clip or scale")
    low = height.min() if height_min is None else height_min
    high = height.max() if height_max is None else height_max
    if len(rows) > 0 and high <= low:
        raise ValueError(f"cannot scale a constant height: min {low}, max {high}")
    return rows.assign(Height=((height - low) / (high - low)).clip(0, 1) * max_height_m)


def _durations_ms(times_ms: list[float]) -> list[float]:
    """Step 6: time to the next one; the last lasts the median of the others, or 1 s."""
    if not times_ms:
        return []
    others = [later - earlier for earlier, later in pairwise(times_ms)]
    typical = median(others) if others else 0
    return [*others, typical if typical > 0 else 1000]
