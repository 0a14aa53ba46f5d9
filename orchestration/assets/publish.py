"""The results of a run, written back to the lakeFS repository that its data came from.

Lives here: the step, and what it stands downstream of. Not here: publishing (`publishing/`), and
what the step reports (`publish_facts.py`).
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from orchestration.assets.publish_facts import facts
from orchestration.assets.train import MODEL_KEY
from orchestration.errors import SettingsError, WarehouseError
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.lakefs.resource import LakeFSResource
from orchestration.publishing import PublishConfig
from orchestration.publishing.audit import audit
from orchestration.publishing.code_version import code_version
from orchestration.publishing.export import Export, export
from orchestration.publishing.provenance import read_provenance
from orchestration.publishing.record import RunRecord
from orchestration.settings import Settings
from orchestration.translator import OWNER
from orchestration.warehouse import open_warehouse

PUBLISHED_KEY = dg.AssetKey(["published", "lakefs"])


def publish_definition(
    config: PublishConfig,
    assets: Iterable[dg.AssetsDefinition],
    checks: Iterable[dg.AssetChecksDefinition],
) -> dg.AssetsDefinition:
    """The asset that stands downstream of `assets`; theirs and the `checks` must have passed.

    Raises `SettingsError` when a table to publish is none of the assets.
    """
    assets = list(assets)
    there = {key for definition in assets for key in definition.keys}
    judged = [key for definition in (*assets, *checks) for key in definition.check_keys]
    tables = {table: dg.AssetKey(table.split(".")) for table in config.tables}
    unknown = [table for table, key in tables.items() if key not in there]
    if unknown:
        raise SettingsError(f"FORKLIFT_PUBLISH_TABLES: there is no table {', '.join(unknown)}")

    @dg.asset(
        key=PUBLISHED_KEY,
        deps=sorted({*tables.values(), MODEL_KEY}),
        description="Chosen tables as Parquet on a branch of the repository that the data came "
        "from, merged when the checks have passed; the data behind the model has a tag.",
        group_name="published",
        owners=[OWNER],
        kinds={"python", "parquet", "lakefs"},
        pool=WAREHOUSE_POOL,
        # After checks that are ready to run at the same time: their results are asked for.
        op_tags={"dagster/priority": "-1"},
    )
    def published(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        lakefs: LakeFSResource,
    ) -> dg.MaterializeResult:
        """Read the warehouse, let go of it, then write, audit and merge."""
        # Imported here, as the SDK takes a second to import, and only publishing needs it.
        from orchestration.lakefs import LakeFS
        from orchestration.publishing.publisher import Publisher

        with faults():
            settings = lakefs.applied_to(settings)
            if reason := settings.publish.contradiction(settings.source, settings.lakefs.prefix):
                raise SettingsError(reason)
            folder = emptied(settings.data_path / "publishing")
            record, files = exported(settings, folder, context)
            outcome = Publisher(
                LakeFS(settings.lakefs),
                settings.publish,
                record,
                audit=lambda: audit(context.instance, judged),
            ).publish(files.parts)
            shutil.rmtree(folder)
        if outcome.commit is None:
            context.log.info("nothing differs from what is published; no commit was made")
        return dg.MaterializeResult(
            metadata=facts(settings, record, outcome),
            data_version=dg.DataVersion(record.provenance.data_commit),
        )

    return published


def exported(
    settings: Settings, folder: Path, context: dg.AssetExecutionContext
) -> tuple[RunRecord, Export]:
    """The files to publish, and what is recorded beside them."""
    run = context.run
    first = run.root_run_id or run.run_id
    with open_warehouse(settings, read_only=True) as connection:
        provenance = read_provenance(connection, {run.run_id, first})
        files = export(
            connection, settings.publish.tables, folder, model_run_ids=provenance.shown_run_ids
        )
    version = code_version()
    return RunRecord(run.run_id, first, version, provenance, files.rows, files.content), files


def emptied(folder: Path) -> Path:
    """The folder without what a killed run left there."""
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        raise WarehouseError(
            f"{folder}: {error.strerror}; FORKLIFT_DATA_DIR must be writable"
        ) from error
    return folder
