"""Singular data tests fail on what they are there for: tables are spoilt by hand, one at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from tests.dbt_runs import Dbt

DAYS, EVENTS = "assert_days_add_up", "assert_events_lie_in_their_sessions"
COVERED, KEYS = "assert_vehicle_days_are_covered", "assert_facts_find_their_dimensions"
FOUND = "intermediate.int_safety_events__found"
SENSORS = "assert_trusted_sensors_still_work"

SPOILT = {
    "a day of a vehicle is gone": (
        DAYS,
        (
            "delete from marts.fct_vehicle_days where duty_s = (select max(duty_s) "
            "from marts.fct_vehicle_days)"
        ),
    ),
    "more duty than a day has": (
        DAYS,
        "update marts.fct_vehicle_days set duty_s = 90000, observed_s = 90000",
    ),
    "more disagreement than signal": (
        DAYS,
        "update marts.fct_vehicle_days set load_disagreement_s = load_known_s + 1",
    ),
    "more vehicles at once than there are": (
        DAYS,
        "update marts.fct_site_hours set peak_concurrent_vehicles = vehicles_in_use + 1",
    ),
    "fewer vehicles at once than worked": (
        DAYS,
        "update marts.fct_site_hours set peak_concurrent_vehicles = 0",
    ),
    "an hour of the site is gone": (
        DAYS,
        (
            "delete from marts.fct_site_hours where hour_number = (select min(hour_number) "
            "from marts.fct_site_hours)"
        ),
    ),
    "more vehicles in use than the fleet has": (
        DAYS,
        "update marts.fct_site_days set vehicles_in_use = fleet_size + 1",
    ),
    "a vehicle is not known": (KEYS, "delete from marts.dim_vehicles where vehicle_id = 'FL-02'"),
    "a day is not known": (
        KEYS,
        (
            "delete from marts.dim_date where local_date = (select max(local_date) "
            "from marts.fct_safety_daily)"
        ),
    ),
    "an hour of the week is not known": (
        KEYS,
        (
            "delete from marts.dim_time where hour_of_week = (select max(hour_of_week) "
            "from marts.fct_site_hours)"
        ),
    ),
    "a zone is not known": (KEYS, "update marts.fct_load_cycles set set_down_zone_id = 'moon'"),
    "an event ends after its session": (
        EVENTS,
        f"update {FOUND} set ended_at = ended_at + interval 1 day",
    ),
    "an event ends before it starts": (
        EVENTS,
        f"update {FOUND} set ended_at = started_at - interval 1 millisecond",
    ),
    "a cycle starts before its session": (
        EVENTS,
        "update marts.fct_load_cycles set picked_up_at = picked_up_at - interval 1 day",
    ),
    "a cycle has no session": (EVENTS, "delete from intermediate.int_sessions__versioned"),
    "a day is mostly gaps": (
        COVERED,
        (
            "update marts.fct_data_quality_daily set coverage_share = 0.4999 "
            "where vehicle_id = 'FL-01'"
        ),
    ),
    "a sensor has died": (
        SENSORS,
        (
            "update intermediate.int_load_days__measured set loaded_ms = 0, loaded_run_count = 0, "
            "short_loaded_run_count = 0, lift_count = 50 where vehicle_id = 'FL-01';"
            "update marts.dim_vehicles set load_sensor_status = 'trusted'"
        ),
    ),
    "no new telemetry": (
        "objects",
        "update raw.objects set loaded_at = loaded_at - interval 49 hour",
    ),
    "no run": ("ingest_runs", "update raw.ingest_runs set finished_at = '2025-01-01'"),
}
"""By what is wrong: the test that sees it, and the statement that does it."""
WARNS = (COVERED, SENSORS, "objects", "ingest_runs")


def copy_of(warehouse: Path, folder: Path) -> Settings:
    shutil.copy(warehouse, folder / "warehouse.duckdb")
    return Settings(
        _env_file=None, data_dir=folder, warehouse=folder / "warehouse.duckdb", threads=1
    )


def statuses(dbt: Dbt, settings: Settings, *tests: str) -> dict[str, str]:
    tests_of_data = [name for name in tests if name.startswith("assert_")]
    found = {}
    if tests_of_data:
        found = dbt.statuses(settings, "test", "--select", *tests_of_data)
    if len(tests_of_data) < len(tests):
        found |= dbt.statuses(settings, "source", "freshness")
    return {name: found[name] for name in tests}


def test_all_pass_as_built(dbt: Dbt, warehouse: Path, tmp_path: Path) -> None:
    names = {name for name, _ in SPOILT.values()}
    found = statuses(dbt, copy_of(warehouse, tmp_path), *names)
    assert found == dict.fromkeys(names, "pass")


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_spoilt_is_seen(what: str, dbt: Dbt, warehouse: Path, tmp_path: Path) -> None:
    name, statement = SPOILT[what]
    settings = copy_of(warehouse, tmp_path)
    with duckdb.connect(str(settings.warehouse_path)) as connection:
        connection.execute(statement)
    expected = "warn" if name in WARNS else "fail"
    assert statuses(dbt, settings, name) == {name: expected}
