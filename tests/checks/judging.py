"""A warehouse with a feature mart made by hand, and the verdicts of checks on it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from orchestration.settings import Settings

COLUMNS = (
    "vehicle_id varchar, window_started_at timestamp, sample_count bigint, on_duty_s double,"
    " label_is_carrying boolean"
)


def make_mart(path: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    """Windows of trusted forklifts: vehicle, time, samples, seconds on duty, label."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema raw")
        connection.execute("create table raw.objects as select 'v1' as version")
        connection.execute(f"create table marts.feat_carry_windows ({COLUMNS})")
        for vehicle, at, samples, on_duty_s, label in rows:
            connection.execute(
                "insert into marts.feat_carry_windows values (?, ?, ?, ?, ?)",
                [vehicle, at, samples, on_duty_s, label],
            )
        connection.execute(
            "create table marts.dim_vehicles as"
            " select distinct vehicle_id, 'forklift' as vehicle_class,"
            " 'trusted' as load_sensor_status from marts.feat_carry_windows"
        )


def verdicts(
    checks: dg.AssetChecksDefinition, settings: Settings, *before: dg.AssetsDefinition
) -> dict[str, dg.AssetCheckEvaluation]:
    """Run a step of checks behind a stand-in for its asset."""
    (key,) = {check.asset_key for check in checks.check_keys}

    @dg.asset(key=key, deps=[definition.key for definition in before])
    def stand_in() -> None: ...

    result = dg.materialize(
        [*before, stand_in, checks], resources={"settings": settings}, raise_on_error=False
    )
    return {each.check_name: each for each in result.get_asset_check_evaluations()}
