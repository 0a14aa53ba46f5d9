"""Everything that Dagster shows, assembled.

Lives here: `build_defs`, which puts assets, checks, jobs, schedules and resources together, and
`defs`. Not here: any logic.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from orchestration.alerts.sensors import alert_sensors
from orchestration.assets.dbt import dbt_definitions
from orchestration.assets.export import export_definition
from orchestration.assets.ingest import raw_tables
from orchestration.assets.publish import publish_definition
from orchestration.assets.score import carry_state_predictions
from orchestration.assets.source import source_of
from orchestration.assets.train import carry_state_model
from orchestration.assets.weather import weather_hours
from orchestration.checks import CHECKS
from orchestration.exporting.public import public_tables
from orchestration.jobs import JOBS
from orchestration.lakefs.resource import LakeFSResource
from orchestration.loaded_project import prepared_project
from orchestration.resources import dbt_resource
from orchestration.schedules import daily_build_schedule
from orchestration.sensors import lakefs_new_commit_sensor
from orchestration.settings import Settings, load_settings

STEPS_APART = dg.multi_or_in_process_executor.configured(
    {"multiprocess": {"start_method": {"forkserver": {"preload_modules": [__name__]}}}},
    name="steps_apart",
)
"""Each step in a process of its own, forked from one that has imported all this once."""


def build_defs(
    settings: Settings | None = None, resources: Mapping[str, Any] | None = None
) -> dg.Definitions:
    """The whole code location; `resources` replaces some, so that tests use the real graph."""
    settings = settings or load_settings()
    project = prepared_project(settings)
    python = [raw_tables, carry_state_model, carry_state_predictions]
    if settings.weather.dir is not None:
        python.append(weather_hours)
    dbt = dbt_definitions(project)
    if settings.publish.enabled:
        python.append(publish_definition(settings.publish, [*python, *dbt], CHECKS))
    python.append(export_definition(public_tables(project.manifest_path)))
    return dg.Definitions(
        assets=[source_of(settings), *linked_to_code(python), *dbt],
        asset_checks=CHECKS,
        jobs=JOBS,
        schedules=[daily_build_schedule(settings.timezone)],
        sensors=[
            lakefs_new_commit_sensor(settings.sensor.interval_s),
            *alert_sensors(settings.alert),
        ],
        executor=STEPS_APART,
        resources={
            "settings": settings,
            "lakefs": LakeFSResource(),
            "dbt": dbt_resource(settings, project),
            **(resources or {}),
        },
    )


def linked_to_code(assets: list[dg.AssetsDefinition]) -> Sequence[Any]:
    """The assets with links to their files, without the warning that this is a beta feature."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        return dg.with_source_code_references(assets)


defs = build_defs()
