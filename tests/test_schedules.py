from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from orchestration.schedules import daily_build_schedule


def ticks_after(start: datetime, zone: str) -> list[datetime]:
    """The next three local times at which the schedule of a zone runs."""
    schedule = daily_build_schedule(zone)
    assert isinstance(schedule.cron_schedule, str)
    ticks = schedule_execution_time_iterator(
        start.timestamp(), schedule.cron_schedule, schedule.execution_timezone
    )
    return [next(ticks) for _ in range(3)]


def test_it_is_part_of_the_definitions(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("daily_build_schedule")
    assert schedule.job_name == "forklift_training_job"
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Australia/Sydney"])
def test_it_runs_at_two_local_time_every_day(zone: str) -> None:
    local = ticks_after(datetime(2025, 1, 10, 12, tzinfo=ZoneInfo(zone)), zone)
    assert [(tick.day, tick.hour, tick.minute) for tick in local] == [
        (11, 2, 0),
        (12, 2, 0),
        (13, 2, 0),
    ]


def test_a_day_with_a_clock_change_still_has_one_run() -> None:
    """On 2025-03-30 Berlin has no 02:00: the run is not lost, nor made twice."""
    zone = "Europe/Berlin"
    ticks = ticks_after(datetime(2025, 3, 29, 12, tzinfo=ZoneInfo(zone)), zone)
    assert [tick.day for tick in ticks] == [30, 31, 1]
