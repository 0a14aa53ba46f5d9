"""The source of telemetry as an external asset: Dagster sees its versions, but does not make it."""

import dagster as dg

from orchestration.sources import Version
from orchestration.translator import OWNER

SOURCE_KEY = dg.AssetKey(["source", "real_data"])

source = dg.AssetSpec(
    SOURCE_KEY,
    description="Telemetry objects below real_data/, as the machines' exporters drop them.",
    group_name="source",
    owners=[OWNER],
    kinds={"file"},
)


def observed(version: Version) -> dg.AssetObservation:
    """The version that a run reads."""
    return dg.AssetObservation(
        SOURCE_KEY,
        metadata={
            "version": version.id,
            "kind": version.source,
            "ref": version.ref,
            "created_at": str(version.created_at or "unknown"),
            "message": version.message or "",
            **version.metadata,
        },
        tags={"dagster/data_version": version.id},
    )
