"""Leaving models as they are where a build would find nothing to do.

Lives here: what is told of them and of their tests, and the note of a build that passed. Not here:
how the state of a build is told from another (`warehouse/build_state.py`).
"""

from collections.abc import Iterator, Mapping, Set
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg

from orchestration.project import fingerprint
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse
from orchestration.warehouse.build_state import build_state, remember_passed, run_that_passed
from orchestration.weather.archive import fingerprint_of


def unchanged(
    context: dg.AssetExecutionContext, settings: Settings, read: Mapping[str, str] | None
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """What stands as an earlier run built and tested it; nothing where there is work to do.

    Besides the telemetry and what dbt made of it, the step reads the tables in `read`. Only for a
    step as a whole: who picks a model wants it to be run. And only while Dagster knows what the
    tests said: their checks say it again.
    """
    if context.is_subset or not settings.warehouse_path.is_file():
        return
    keys = {".".join(key.path): key for key in context.selected_asset_keys}
    with open_warehouse(settings, read_only=True) as connection:
        state, row_counts = build_state(connection, code_of(settings), keys, read)
        run_id = run_that_passed(connection, context.op_execution_context.op.name, state)
    said = {} if run_id is None else said_in(context, run_id)
    if run_id is None or not context.selected_asset_check_keys <= set(said):
        return
    context.log.info(
        f"Nothing new: the code, the data and all {len(keys)} relations are as run {run_id} built"
        " and tested them. Set `even_if_unchanged` to run dbt all the same."
    )
    for key in in_order(context.assets_def, set(keys.values())):
        metadata: dict[str, Any] = {"unchanged_since_run": run_id}
        if (rows := row_counts.get(".".join(key.path))) is not None:
            metadata["dagster/row_count"] = rows
        yield dg.MaterializeResult(asset_key=key, metadata=metadata)
    for check in context.selected_asset_check_keys:
        yield dg.AssetCheckResult(
            passed=said[check].passed,
            asset_key=check.asset_key,
            check_name=check.name,
            severity=said[check].severity,
            description=said[check].description,
            metadata={**said[check].metadata, "unchanged_since_run": run_id},
        )


def said_in(
    context: dg.AssetExecutionContext, run_id: str
) -> dict[dg.AssetCheckKey, dg.AssetCheckEvaluation]:
    """What the checks said in that run, as far as Dagster still knows it.

    They say it again: a check that is planned and says nothing looks as if it had not been made,
    and results with such checks are not published.
    """
    of_type = {dg.DagsterEventType.ASSET_CHECK_EVALUATION}
    events = [log.get_dagster_event() for log in context.instance.all_logs(run_id, of_type=of_type)]
    found = [event.asset_check_evaluation_data for event in events]
    return {each.asset_check_key: each for each in found}


def in_order(assets: dg.AssetsDefinition, keys: Set[dg.AssetKey]) -> list[dg.AssetKey]:
    """The keys, each after those that it depends on: Dagster asks for it."""
    graph = {spec.key: {dep.asset_key for dep in spec.deps} & keys for spec in assets.specs}
    return [key for key in TopologicalSorter(graph).static_order() if key in keys]


def code_of(settings: Settings) -> str:
    """What the tables, and what Dagster is told of them, follow from besides the telemetry."""
    weather = fingerprint_of(settings.weather.dir) if settings.weather.dir else ""
    return f"{fingerprint(settings)} {settings.column_lineage} {weather}"


def remember(
    context: dg.AssetExecutionContext, settings: Settings, read: Mapping[str, str] | None
) -> None:
    """Record what a build of the whole step left, now that all of its tests have passed."""
    if context.is_subset:
        return
    built = [".".join(key.path) for key in context.selected_asset_keys]
    with open_warehouse(settings) as connection:
        state, _ = build_state(connection, code_of(settings), built, read)
        remember_passed(connection, context.op_execution_context.op.name, state, context.run.run_id)
