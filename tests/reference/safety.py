"""The reference rule for safety, written for clarity from its text.

Lives here: events, time shares, rates and alerts of one file. Not here: speed, how heights are
cleaned (`carrying`), or any code of the project. The rule in words:

From cleaned height and speed: *raised* > 0.5 m, *tall* > 3.5 m; overspeed = raised and > 8 km/h;
tall-moving = tall and > 1 km/h; oscillation = raised/lowered transitions per hour. Events are
entries into the state; also time share and rate per hour. Alerts at 4/h, 2/h and 30/h. Rows without
Height or Speed are left out.

How the less obvious spots are read:

- Cleaned rows are those that the reference rule for `Carrying` judges: on duty, in its height in m.
- "Left out" is before anything else: a row lasts until the next row that stays, and the last one
  the median of the others (1 s if there is none, or it is 0).
- A first row that is inside a state enters it; it is no transition.
- An alert is a rate of at least its limit. Nothing lasts 0 s in all: then there is no rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Event:
    """An uninterrupted time in a state; an oscillation is a point in time."""

    kind: str
    started_ms: float
    duration_s: float
    max_height_m: float
    max_speed_kmh: float


def complete_rows(frame: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Time_ms, Height (m), Speed and Duration_ms of the rows that the rule looks at, in order.

    `frame` is the raw file, `judged` what `carrying` says of it.
    """
    rows = judged[judged["Duration_s"].notna()][["row_number", "Timestamp", "Height"]]
    rows = rows.merge(frame[["row_number", "Speed"]], on="row_number", how="left")
    rows = rows[rows["Height"].notna() & rows["Speed"].notna()].reset_index(drop=True)
    lasts = rows["Timestamp"].shift(-1) - rows["Timestamp"]
    typical = lasts.median()
    return rows.assign(Duration_ms=lasts.fillna(typical if typical > 0 else 1000.0))


def events(rows: pd.DataFrame) -> list[Event]:
    """All events of `complete_rows`, kind by kind."""
    found = []
    height, speed = rows["Height"], rows["Speed"]
    raised = height > 0.5
    for kind, inside in (
        ("overspeed_raised", raised & (speed > 8)),
        ("tall_moving", (height > 3.5) & (speed > 1)),
        ("raised_travel", (height > 0.8) & (speed > 3)),
        ("over_site_speed", speed > 10),
    ):
        entry = (inside & ~inside.shift(fill_value=False)).cumsum()
        for _, part in rows[inside].groupby(entry[inside]):
            lasted_s = float(part["Duration_ms"].sum()) / 1000
            highest, fastest = float(part["Height"].max()), float(part["Speed"].max())
            found.append(Event(kind, part["Timestamp"].iloc[0], lasted_s, highest, fastest))
    for index in range(1, len(rows)):
        if raised[index] != raised[index - 1]:
            found.append(
                Event("height_oscillation", rows["Timestamp"][index], 0.0, float("nan"), 0.0)
            )
    return found


def summary(rows: pd.DataFrame) -> dict[str, float]:
    """Hours, counts, shares, rates and alerts of `complete_rows`, in the words of the mart."""
    observed_s = float(rows["Duration_ms"].sum()) / 1000
    said: dict[str, float] = {"observed_s": observed_s}
    said["raised_s"] = float(rows.loc[rows["Height"] > 0.5, "Duration_ms"].sum()) / 1000
    found = events(rows)
    for kind in ("overspeed_raised", "tall_moving", "raised_travel", "over_site_speed"):
        said[f"{kind}_s"] = sum(event.duration_s for event in found if event.kind == kind)
        said[f"{kind}_count"] = sum(event.kind == kind for event in found)
    said["height_oscillation_count"] = sum(e.kind == "height_oscillation" for e in found)
    hours = observed_s / 3600 if observed_s else float("nan")
    said["overspeed_raised_per_h"] = said["overspeed_raised_count"] / hours
    said["tall_moving_per_h"] = said["tall_moving_count"] / hours
    said["height_oscillations_per_h"] = said["height_oscillation_count"] / hours
    for kind in ("overspeed_raised", "tall_moving"):
        said[f"{kind}_share"] = said[f"{kind}_s"] / (hours * 3600)
    said["is_overspeed_alert"] = said["overspeed_raised_per_h"] >= 4
    said["is_tall_moving_alert"] = said["tall_moving_per_h"] >= 2
    said["is_oscillation_alert"] = said["height_oscillations_per_h"] >= 30
    return said
