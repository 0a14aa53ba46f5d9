"""What the marts say of each vehicle's and each day's telemetry.

Lives here: SQL over the feature mart and its vehicles, in local days. Not here: what is too much
or too little (`fleet.py`).

Clocks of single vehicles run wrong: the newest time is the one that a second vehicle has come to as
well, and never lies ahead of the present.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

QUARTERS = """
    create or replace temp table quarters as
    select
        vehicle_id,
        make_timestamp(900000000 * (epoch_us(window_started_at) // 900000000)) as started_at,
        max(window_started_at) as last_at,
        sum(sample_count) as sample_count,
        sum(on_duty_s) filter (is_judged) as judged_s,
        sum(on_duty_s) filter (is_judged and label_is_carrying) as carrying_s
    from (
        select
            windows.*,
            windows.label_is_carrying is not null and vehicles.vehicle_class = 'forklift'
                and vehicles.load_sensor_status = 'trusted' as is_judged
        from marts.feat_carry_windows as windows
        inner join marts.dim_vehicles as vehicles on windows.vehicle_id = vehicles.vehicle_id
    )
    group by all
"""
"""The mart is read once. Quarters of an hour lie in one local day, wherever that is."""

LOCAL = "select *, timezone($zone, timezone('UTC', started_at)) as local_at from quarters"

LAST_SAMPLES = """
    select vehicle_id, max(last_at) as last_at
    from quarters
    group by vehicle_id
    order by vehicle_id
"""

NEWEST = f"""
    select least(coalesce(last_ats[2], last_ats[1]), $now)
    from (select list(last_at order by last_at desc) as last_ats from ({LAST_SAMPLES}))
"""

VOLUMES = f"""
    with newest as (
        select timezone($zone, timezone('UTC', $newest::timestamp)) as newest_at
    ),

    days as (
        select
            vehicle_id,
            cast(local_at as date) as day,
            sum(sample_count) as whole_day,
            coalesce(sum(sample_count) filter (
                cast(local_at as time) <= (select cast(newest_at as time) from newest)
            ), 0) as until_now
        from ({LOCAL})
        group by all
    ),

    last_days as (
        select vehicle_id, max(day) as day from days group by vehicle_id
    )

    select
        vehicle_id,
        last_days.day,
        any_value(days.whole_day) filter (days.day = last_days.day) as samples,
        median(if(last_days.day < cast(newest_at as date), days.whole_day, days.until_now))
            filter (days.day < last_days.day) as usual,
        count(*) filter (days.day < last_days.day) as earlier_days
    from days inner join last_days using (vehicle_id) cross join newest
    where last_days.day >= newest_at - to_hours(cast(24 * $gone_after_d as bigint))
    group by all
    order by vehicle_id
"""
"""A day that is not over is compared with the same hours of the days before."""

CARRYING = f"""
    select
        cast(local_at as date) as day,
        coalesce(sum(carrying_s), 0) / sum(judged_s) as carrying,
        sum(judged_s) / 3600 as on_duty_h
    from ({LOCAL})
    where started_at <= $newest
    group by all
    having sum(judged_s) >= greatest(3600 * $min_on_duty_h, 0.001)
    order by day
"""


@dataclass(frozen=True)
class Fleet:
    """Answers to all of them at one moment."""

    newest_at: datetime | None
    """Time of the newest data (UTC); None without any."""
    last_samples: pd.DataFrame
    """vehicle_id, last_at (UTC)."""
    volumes: pd.DataFrame
    """vehicle_id, day, samples, usual (median, null without earlier days), earlier_days."""
    carrying: pd.DataFrame
    """day, carrying (share of labelled time on duty), on_duty_h; in order of the days."""


def ask_fleet(
    connection: duckdb.DuckDBPyConnection,
    zone: str,
    now: datetime,
    *,
    gone_after_d: float,
    min_on_duty_h: float,
) -> Fleet:
    """Read what the checks need; `now` is UTC without a zone."""
    connection.execute(QUARTERS)
    found = connection.execute(NEWEST, {"now": now}).fetchone()
    newest: datetime | None = found[0] if found else None

    def frame(sql: str, **params: Any) -> pd.DataFrame:
        return connection.execute(sql, params).df()

    return Fleet(
        newest,
        frame(LAST_SAMPLES),
        frame(VOLUMES, zone=zone, newest=newest, gone_after_d=gone_after_d),
        frame(CARRYING, zone=zone, newest=newest, min_on_duty_h=min_on_duty_h),
    )
