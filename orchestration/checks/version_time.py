"""When the loaded version was made.

Lives here: looking it up among what ingest observed. Not here: observing (`assets/source.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from orchestration.assets.source import SOURCE_KEY


def version_time(instance: dg.DagsterInstance, version: str) -> datetime | None:
    """Time of the version's commit (UTC, without a zone); None where it is not known."""
    for record in instance.fetch_observations(SOURCE_KEY, limit=1).records:
        observed = record.asset_observation
        if observed is None or observed.metadata["version"].value != version:
            return None
        try:
            made = datetime.fromisoformat(str(observed.metadata["created_at"].value))
        except ValueError:  # a folder has no such time
            return None
        return made.astimezone(UTC).replace(tzinfo=None)
    return None
