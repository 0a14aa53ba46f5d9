"""The source of telemetry as an external asset: Dagster sees its versions, but does not make it."""

from typing import Any

import dagster as dg

from orchestration.lakefs import LakeFSConfig
from orchestration.settings import Settings
from orchestration.sources import Version
from orchestration.translator import OWNER

SOURCE_KEY = dg.AssetKey(["source", "real_data"])


def source_of(settings: Settings) -> dg.AssetSpec:
    """The place that the settings name, with a way there."""
    lakefs = settings.lakefs
    where: dict[str, Any] = {"folder": dg.MetadataValue.path(str(settings.local_root))}
    if settings.source == "lakefs":
        where = {
            "repository": lakefs.repository,
            "ref": lakefs.ref,
            "prefix": lakefs.prefix,
            "lakefs": dg.MetadataValue.url(page(lakefs, f"objects?ref={lakefs.ref}")),
        }
    return dg.AssetSpec(
        SOURCE_KEY,
        description="Telemetry objects below real_data/, as the machines' exporters drop them.",
        group_name="source",
        owners=[OWNER],
        kinds={"lakefs" if settings.source == "lakefs" else "file"},
        metadata=where,
    )


def observed(version: Version, lakefs: LakeFSConfig) -> dg.AssetObservation:
    """The version that a run reads."""
    metadata: dict[str, Any] = {
        "version": version.id,
        "kind": version.source,
        "ref": version.ref,
        "created_at": str(version.created_at or "unknown"),
        "message": version.message or "",
        **version.metadata,
    }
    if version.source == "lakefs":
        metadata["commit"] = dg.MetadataValue.url(page(lakefs, f"commits/{version.id}"))
    return dg.AssetObservation(
        SOURCE_KEY, metadata=metadata, tags={"dagster/data_version": version.id}
    )


def page(lakefs: LakeFSConfig, path: str) -> str:
    """Address of a page of lakeFS's own UI about the repository."""
    root = lakefs.endpoint.removesuffix("/api/v1")
    return f"{root}/repositories/{lakefs.repository}/{path}"
