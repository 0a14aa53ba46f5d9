"""What vehicles did by the hour, worked out sample by sample from the definitions.

Lives here: plain loops over the stretches of one session. Not here: load cycles (`cycles.py`), or
the SQL that is compared with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from tests.dbt.stretches import Stretch, stretches

HOUR_MS = 3_600_000
LIFT_M, LIFT_PAUSE_MS, LIFT_BREAK_M = 0.3, 2_000, 0.1
STOP_MS, LONG_IDLE_MS = 2_000, 300_000

Totals = dict[tuple[str, int], dict[str, float]]
"""By vehicle and UTC hour."""


def cut(start_ms: int, length_ms: int) -> Iterator[tuple[int, int]]:
    """The hours that a time lies in, and how much of it."""
    while length_ms > 0:
        part = min(length_ms, HOUR_MS - start_ms % HOUR_MS)
        yield start_ms // HOUR_MS, part
        start_ms, length_ms = start_ms + part, length_ms - part


def add_times(vehicle: str, session: list[Stretch], totals: Totals) -> None:
    """Seconds and metres."""
    for one in session:
        totals[vehicle, one.at_ms // HOUR_MS]["sample_count"] += 1
        for hour, part in cut(one.at_ms, one.observed_ms):
            row, seconds = totals[vehicle, hour], part / 1000
            row[f"{one.state}_s"] += seconds
            row["observed_s"] += seconds
            if one.counts:
                loaded = one.state == "loaded"
                metres = one.speed_kmh / 3.6 * seconds
                row["loaded_distance_m" if loaded else "empty_distance_m"] += metres
                row["moving_s"] += seconds * one.is_moving
                row["loaded_moving_s"] += seconds * (one.is_moving and loaded)
                row["forks_moving_s"] += seconds * one.is_lifting
                row["active_s"] += seconds * (one.is_moving or one.is_lifting)
        for hour, part in cut(one.at_ms + one.observed_ms, one.gap_ms):
            totals[vehicle, hour]["gap_s" if one.counts else "off_s"] += part / 1000


def add_lifts(vehicle: str, session: list[Stretch], totals: Totals) -> None:
    """A lift collects rises until the forks rest too long or come down too far."""
    risen, sunk, begun_ms, ended_ms = 0.0, 0.0, 0, 0

    def close() -> None:
        if risen > LIFT_M - 1e-9:
            totals[vehicle, begun_ms // HOUR_MS]["lift_count"] += 1
            totals[vehicle, begun_ms // HOUR_MS]["lift_m"] += risen

    for one in session:
        if one.is_lifting and one.rise_m < 0:
            sunk -= one.rise_m
        if one.is_lifting and one.rise_m > 0 and one.counts:
            if one.at_ms - ended_ms > LIFT_PAUSE_MS or sunk > LIFT_BREAK_M - 1e-9:
                close()
                risen, begun_ms = 0.0, one.at_ms
            risen, sunk, ended_ms = risen + one.rise_m, 0.0, one.at_ms + one.observed_ms
    close()


def add_stands(vehicle: str, session: list[Stretch], totals: Totals) -> None:
    """Stops after moving, and long idles."""
    has_moved, stood_ms, still_ms = False, 0, 0
    stood_at = still_at = 0

    def close_stop() -> None:
        if has_moved and stood_ms >= STOP_MS:
            totals[vehicle, stood_at // HOUR_MS]["stop_count"] += 1

    def close_idle() -> None:
        if still_ms >= LONG_IDLE_MS:
            totals[vehicle, still_at // HOUR_MS]["long_idle_count"] += 1

    for one in session:
        if one.is_moving and one.counts:
            close_stop()
            has_moved, stood_ms = True, 0
        else:
            stood_at = stood_at if stood_ms else one.at_ms
            stood_ms += one.observed_ms + one.gap_ms
        if one.counts and not one.is_moving and not one.is_lifting:
            still_at = still_at if still_ms else one.at_ms
            still_ms += one.observed_ms
        else:
            close_idle()
            still_ms = 0
    close_stop()
    close_idle()


def hours(samples: pd.DataFrame) -> pd.DataFrame:
    """One row per vehicle and hour: everything that is said above."""
    totals: Totals = defaultdict(lambda: defaultdict(float))
    for (vehicle, _), rows in samples.groupby(["vehicle_id", "session_id"]):
        session = stretches(list(rows.itertuples()))
        for add in (add_times, add_lifts, add_stands):
            add(str(vehicle), session, totals)
    found = pd.DataFrame.from_dict(totals, orient="index").fillna(0.0)
    found.index = pd.MultiIndex.from_tuples(found.index, names=["vehicle_id", "hour"])
    return found.sort_index()
