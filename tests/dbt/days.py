"""Days of vehicles and hours of the site, worked out sample by sample from the definitions.

Lives here: plain loops over the stretches of one session. Not here: what a vehicle does by the hour
(`hours.py`), or the SQL that is compared with it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tests.dbt.hours import HOUR_MS, cut
from tests.dbt.stretches import stretches

SERVICE_DAY_S = 300
FLIP_KMH = 0.2
SUMMED = ("duty_s", "observed_s", "distance_m", "load_known_s", "load_disagreement_s",
          "load_toggle_count", "fast_flip_count")  # fmt: skip


def local(at_ms: int, zone: ZoneInfo) -> datetime:
    """The clock of the site."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at_ms)).astimezone(zone)


def clock_s(at_ms: int, day: date, zone: ZoneInfo) -> float:
    """What the clock shows, in seconds after midnight of a day."""
    midnight = datetime(day.year, day.month, day.day)
    return (local(at_ms, zone).replace(tzinfo=None) - midnight) / timedelta(seconds=1)


def vehicle_days(samples: pd.DataFrame, zone: ZoneInfo) -> pd.DataFrame:
    """One row per vehicle and day, in the order of both."""
    found: dict[str, dict[date, dict[str, float]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(float))
    )
    for (vehicle, _), rows in samples.groupby(["vehicle_id", "session_id"]):
        days = found[str(vehicle)]
        known, before_kmh = None, float("nan")
        listed: list[Any] = list(rows.itertuples())
        for sample, one in zip(listed, stretches(listed), strict=True):
            today = days[local(one.at_ms, zone).date()]
            if pd.notna(sample.is_loaded):
                if known is not None and sample.is_loaded != known:
                    today["load_toggle_count"] += 1
                    today["fast_flip_count"] += sample.speed_kmh > FLIP_KMH or before_kmh > FLIP_KMH
                known = sample.is_loaded
            before_kmh = sample.speed_kmh
            for hour, part in cut(one.at_ms, one.observed_ms):
                row, seconds = days[local(hour * HOUR_MS, zone).date()], part / 1000
                row["observed_s"] += seconds
                if one.counts:
                    row["duty_s"] += seconds
                    row["distance_m"] += one.speed_kmh / 3.6 * seconds
                    if pd.notna(sample.is_loaded):
                        row["load_known_s"] += seconds
                        row["load_disagreement_s"] += seconds * (
                            bool(sample.is_loaded) != (one.state == "loaded")
                        )
                    start_ms = max(one.at_ms, hour * HOUR_MS)
                    row["first_ms"] = min(row.get("first_ms", start_ms), start_ms)
                    row["last_ms"] = max(row.get("last_ms", 0), start_ms + part)
    return pd.DataFrame(
        {
            "vehicle_id": vehicle,
            "local_date": day,
            "calendar_s": calendar_s(day, zone),
            **row,
            "first_duty_s": clock_s(int(row["first_ms"]), day, zone) if "first_ms" in row else None,
            "last_duty_s": clock_s(int(row["last_ms"]), day, zone) if "last_ms" in row else None,
        }
        for vehicle, days in sorted(found.items())
        for day, row in sorted(without_holes(days).items())
    ).fillna(dict.fromkeys(SUMMED, 0.0))


def without_holes(days: dict[date, dict[str, float]]) -> dict[date, dict[str, float]]:
    """The days, with those between the first and the last one with enough data."""
    served = [day for day, row in days.items() if row["observed_s"] >= SERVICE_DAY_S]
    length = (max(served) - min(served)).days + 1 if served else 0
    return {min(served) + timedelta(days=on): {} for on in range(length)} | days


def calendar_s(day: date, zone: ZoneInfo) -> float:
    """From midnight to midnight."""
    begins, ends = (
        datetime(one.year, one.month, one.day, tzinfo=zone).timestamp()
        for one in (day, day + timedelta(days=1))
    )
    return ends - begins


def peaks(samples: pd.DataFrame) -> dict[int, int]:
    """By UTC hour: at the start of each time on duty, the vehicles whose time covers it."""
    times: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for (vehicle, _), rows in samples.groupby(["vehicle_id", "session_id"]):
        for one in stretches(list(rows.itertuples())):
            times[one.at_ms // HOUR_MS]  # an hour with a sample is an hour of the site
            for hour, part in cut(one.at_ms, one.observed_ms):
                start_ms = max(one.at_ms, hour * HOUR_MS)
                if one.counts:
                    times[hour][str(vehicle)].append((start_ms, start_ms + part))
    return {hour: most_at_once(list(vehicles.values())) for hour, vehicles in times.items()}


def most_at_once(vehicles: list[list[tuple[int, int]]]) -> int:
    """The largest number of vehicles with a time that covers the start of one."""
    starts = np.array(sorted({begins for times in vehicles for begins, _ in times}))
    covering = np.zeros(len(starts), dtype=int)
    for times in vehicles:
        begins, ends = np.array(sorted(times)).T
        begun = np.searchsorted(begins, starts, side="right")
        lasts_to = np.concatenate([[0], np.maximum.accumulate(ends)])
        covering += lasts_to[begun] > starts
    return int(covering.max(initial=0))
