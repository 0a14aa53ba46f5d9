"""Telemetry objects of one source version, as the `raw` tables.

Lives here: the step, its run configuration and what it reports. Not here: reading or loading
(`sources/`, `warehouse/`).
"""

from collections.abc import Iterator
from dataclasses import asdict

import dagster as dg
import pandas as pd

from orchestration.assets.metadata import markdown, table_facts
from orchestration.assets.source import SOURCE_KEY, observed
from orchestration.assets.train_config import refuse_impossible
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.lakefs.resource import LakeFSResource
from orchestration.settings import Settings
from orchestration.sources import make_source
from orchestration.sources.tags import run_tags
from orchestration.translator import DAILY, OWNER
from orchestration.warehouse import IngestReport, ingest, open_warehouse

TABLES = {
    "telemetry": "One row per reading: typed where it can be, with its object, line and version.",
    "objects": "One row per object of the version that is loaded now: the manifest.",
    "rejected_rows": "One row per line that has not the eight fields of a reading, and why.",
    "ingest_runs": "One row per ingest run: what it read, and what that changed.",
}

SPECS = [
    dg.AssetSpec(
        ["raw", name],
        deps=[SOURCE_KEY],
        description=description,
        group_name="raw",
        owners=[OWNER],
        kinds={"python", "duckdb"},
        freshness_policy=DAILY,
    )
    for name, description in TABLES.items()
]


class IngestConfig(dg.Config):
    """What to read."""

    ref: str | None = None
    """Version, branch or tag of the source; its default when not given."""


@dg.multi_asset(name="ingest", specs=SPECS, pool=WAREHOUSE_POOL)
def raw_tables(
    context: dg.AssetExecutionContext,
    config: IngestConfig,
    settings: dg.ResourceParam[Settings],
    lakefs: LakeFSResource,
) -> Iterator[dg.MaterializeResult]:
    """Load what the version changed: one transaction, unchanged objects stay as they are."""
    with faults():
        refuse_impossible(context.run.run_config)  # now, and not after an hour of dbt
        settings = lakefs.applied_to(settings)
        with open_warehouse(settings) as connection:
            report = ingest(
                connection,
                make_source(settings),
                ref=config.ref,
                tolerate_bad_files=settings.tolerate_bad_files,
                run_id=context.run.run_id,
            )
            facts = {name: table_facts(connection, f"raw.{name}") for name in TABLES}
    context.instance.add_run_tags(context.run.run_id, run_tags(report.version))
    context.log_event(observed(report.version, settings.lakefs))
    facts["rejected_rows"]["by_reason"] = markdown(
        pd.DataFrame(report.rejects_by_reason.items(), columns=["reason", "rows"])
    )
    facts["ingest_runs"] |= counts(report)
    for name in TABLES:
        yield dg.MaterializeResult(
            asset_key=["raw", name],
            metadata={"version": report.version.id, **facts[name]},
            data_version=dg.DataVersion(report.version.id),
        )


def counts(report: IngestReport) -> dict[str, int | float]:
    """The numbers of the report, each plotted over time by the UI."""
    numbers = {name: value for name, value in asdict(report).items() if isinstance(value, int)}
    return {**numbers, "objects_failed": report.objects_failed, "seconds": report.seconds}
