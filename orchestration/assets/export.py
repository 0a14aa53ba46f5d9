"""The public marts as files for analysts, and a copy of the warehouse beside them.

Lives here: the step, what it stands downstream of, and what it reports. Not here: the folder
(`exporting/`).
"""

from collections.abc import Sequence
from typing import Any

import dagster as dg
import pandas as pd
from filelock import FileLock, Timeout

from orchestration.assets.metadata import markdown
from orchestration.exporting.copy import copy_warehouse, fold_log
from orchestration.exporting.faults import ExportError, export_faults
from orchestration.exporting.folder import Exported, export_tables
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.pinning import loaded_version, stay_pinned
from orchestration.settings import Settings
from orchestration.translator import OWNER
from orchestration.warehouse import open_warehouse

EXPORT_KEY = dg.AssetKey(["export", "files"])
PATIENCE_S = 60


def export_definition(tables: Sequence[str]) -> dg.AssetsDefinition:
    """The asset that stands downstream of the public tables (`schema.table`)."""

    @dg.asset(
        key=EXPORT_KEY,
        deps=[dg.AssetKey(table.split(".")) for table in tables],
        description="The public marts as Parquet, one file per UTC day where a table has a time, "
        "and a copy of the warehouse to keep open while runs go on.",
        group_name="export",
        owners=[OWNER],
        kinds={"python", "parquet", "duckdb"},
        pool=WAREHOUSE_POOL,
    )
    def files(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
    ) -> dg.MaterializeResult:
        """Write what changed, each file by rename."""
        with faults():
            stay_pinned(context, settings)
            done, version, copied = exported(settings, tables)
        if done.missing:
            context.log.warning("not built yet, so not exported: %s", ", ".join(done.missing))
        return dg.MaterializeResult(
            metadata=facts(settings, done, version, copied), data_version=dg.DataVersion(version)
        )

    return files


def exported(settings: Settings, tables: Sequence[str]) -> tuple[Exported, str, bool]:
    """What was exported, of which version, and whether the warehouse was copied.

    Raises `ExportError` when the folder cannot be written or another export is under way.
    """
    folder = settings.export_path
    with export_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=PATIENCE_S)
    fold_log(settings)
    try:
        with lock, open_warehouse(settings, read_only=True) as connection:
            version = loaded_version(connection)
            with export_faults(folder):
                done = export_tables(connection, tables, folder, version)
                return done, version, copy_warehouse(settings.warehouse_path, folder)
    except Timeout:
        raise ExportError(
            f"{folder}: another export is under way; run again when it has ended"
        ) from None


def facts(settings: Settings, done: Exported, version: str, copied: bool) -> dict[str, Any]:
    """What is where, and what that took."""
    files = done.manifest.files
    rows: dict[str, int] = {}
    for name, entry in files.items():
        table = name.rpartition("/")[0].replace("/", ".")
        rows[table] = rows.get(table, 0) + entry.rows
    return {
        "version": version,
        "folder": dg.MetadataValue.path(settings.export_path),
        "warehouse": dg.MetadataValue.path(settings.export_path / settings.warehouse_path.name),
        "warehouse_copied": copied,
        "files_written": len(done.written),
        "files_unchanged": done.unchanged,
        "files_removed": len(done.removed),
        "bytes": sum(entry.size_bytes for entry in files.values()),
        "not_built": list(done.missing),
        "rows": markdown(pd.DataFrame(rows.items(), columns=["table", "rows"])),
    }
