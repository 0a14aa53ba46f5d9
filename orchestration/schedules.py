"""The schedules: what runs at fixed times."""

from __future__ import annotations

import dagster as dg

from orchestration.jobs import forklift_training_job


def daily_build_schedule(timezone: str) -> dg.ScheduleDefinition:
    """Run everything at 02:00 local time of `timezone` (an IANA name); off until switched on."""
    return dg.ScheduleDefinition(
        name="daily_build_schedule",
        job=forklift_training_job,
        cron_schedule="0 2 * * *",
        execution_timezone=timezone,
        description="The night's build of everything, after the day's last drop.",
    )
