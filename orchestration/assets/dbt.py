"""The dbt models as assets: those before the classifier, and those after it.

Lives here: the two invocations of `dbt build` and what they report. One dbt project holds both
sides of the Python classifier, so one step for all of it would be a circle. Not here: how a node
looks in Dagster (`translator.py`), whether there is anything to build (`unchanged.py`), and what a
fault of dbt means (`dbt_faults.py`).
"""

from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliInvocation, DbtProject, dbt_assets
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator
from dagster_dbt.errors import DagsterDbtCliRuntimeError
from pydantic import Field

from orchestration.assets.dbt_faults import fault_of
from orchestration.assets.unchanged import remember, unchanged
from orchestration.dbt_connections import close_duckdb
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.ml.schema import TABLES
from orchestration.pinning import stay_pinned
from orchestration.resources import ProjectDbt
from orchestration.settings import Settings
from orchestration.translator import ProjectTranslator

AFTER_ML = "source:ml+"
"""dbt selection of everything that needs what the classifier wrote."""

CLASSIFIED = {f"ml.{name}": "*" for name in TABLES}
"""The tables that the classifier writes; all of their columns count."""

BUILD = ["build", "--no-write-json", "--exclude-resource-type", "unit_test"]
"""Unit tests judge the SQL, not the data: they run when the code changes, not every night. Dagster
hears of results by events; writing them and the manifest to files takes a second each time."""


class BuildConfig(dg.Config):
    """How the models are built."""

    even_if_unchanged: bool = Field(
        default=False,
        description="Run dbt also where the code, the data and the tables are as after a build"
        " that passed all of its tests.",
    )


def dbt_definitions(project: DbtProject) -> list[dg.AssetsDefinition]:
    """The models before and after the classifier, from the project's manifest."""
    return [
        dbt_step(project, "dbt_build", exclude=AFTER_ML),
        dbt_step(project, "dbt_build_after_ml", select=AFTER_ML, read=CLASSIFIED),
    ]


def dbt_step(
    project: DbtProject,
    name: str,
    select: str = "fqn:*",
    exclude: str | None = None,
    *,
    read: Mapping[str, str] | None = None,
) -> dg.AssetsDefinition:
    """The models of a dbt selection, by default all of them, as one step.

    dbt is not run where nothing has changed: besides `raw`, and the models that dbt made of it,
    these models read the tables in `read`, each with the columns that count.
    """

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        name=name,
        select=select,
        exclude=exclude,
        dagster_dbt_translator=ProjectTranslator(),
        pool=WAREHOUSE_POOL,
    )
    def step(
        context: dg.AssetExecutionContext,
        config: BuildConfig,
        dbt: ProjectDbt,
        settings: dg.ResourceParam[Settings],
    ) -> Iterator[object]:
        with faults():
            stay_pinned(context, settings)
            looks = not config.even_if_unchanged
            standing = list(unchanged(context, settings, read)) if looks else []
        if standing:
            yield from standing
            return
        yield from build(context, dbt, column_lineage=settings.column_lineage)
        with faults():
            remember(context, settings, read)

    return step


def build(
    context: dg.AssetExecutionContext, dbt: ProjectDbt, *, column_lineage: bool
) -> Iterator[object]:
    """Run `dbt build` for the selected assets and report them with row counts and columns.

    The adapter that reads counts and columns keeps DuckDB open read-only in this process. It is
    closed at the end, or a later step of the same process could not open the file for writing.
    """
    target_path = dbt.target_path_of(context.run.run_id, context.op_execution_context.op.name)
    # Threads of the library change the working directory and may not change it back.
    with faults(), chdir(Path.cwd()):
        invocation = dbt.cli(BUILD, context=context, target_path=target_path)
        try:
            yield from described(invocation, column_lineage=column_lineage)
        except DagsterDbtCliRuntimeError as error:
            raise fault_of(str(error), target_path, dbt.warehouse) from error
        finally:
            if invocation.adapter is not None:
                invocation.adapter.cleanup_connections()
            close_duckdb()


def described(invocation: DbtCliInvocation, *, column_lineage: bool) -> Iterator[object]:
    """The events of the build with row counts and columns; raises what dbt ended with.

    Counting waits for dbt to close DuckDB, and the library waits in a loop that keeps a core busy:
    the events are collected before it begins, so that dbt has that core.
    """
    events: list[Any] = []
    fault = None
    try:
        events.extend(invocation.stream())
    except DagsterDbtCliRuntimeError as error:
        fault = error
    counted = list(DbtEventIterator(iter(events), invocation).fetch_row_counts())
    yield from DbtEventIterator(iter(counted), invocation).fetch_column_metadata(
        with_column_lineage=column_lineage
    )
    if fault is not None:
        raise fault
