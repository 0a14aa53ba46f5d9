"""What the step that publishes reports.

Lives here: the metadata of `published/lakefs`. Not here: the step (`publish.py`).
"""

from typing import Any

import dagster as dg
import pandas as pd

from orchestration.assets.metadata import markdown
from orchestration.publishing.outcome import Outcome
from orchestration.publishing.record import RunRecord
from orchestration.settings import Settings


def facts(settings: Settings, record: RunRecord, outcome: Outcome) -> dict[str, Any]:
    """What was published where."""
    config, changes = settings.publish, outcome.changes
    repository = f"lakefs://{settings.lakefs.repository}"
    made = record.provenance
    shown: dict[str, Any] = {
        "version": made.data_commit,
        "status": "published" if outcome.commit else "unchanged",
        "repository": settings.lakefs.repository,
        "endpoint": settings.lakefs.endpoint,
        "branch": config.branch,
        "run_branch": record.branch,
        "commit": outcome.commit or "none: nothing differs from what is published",
        "merge_commit": outcome.merge_commit or "none",
        "tag": outcome.tag or "none: the run trained no model",
        "data": dg.MetadataValue.path(
            f"{repository}/{outcome.data_commit}/{settings.lakefs.prefix}"
        ),
        "results": dg.MetadataValue.path(
            f"{repository}/{outcome.merge_commit or config.branch}/{config.prefix}"
        ),
        "code_version": record.code_version,
        "model_run_id": made.model_run_id or "none",
        "objects_uploaded": len(changes.upload),
        "objects_unchanged": len(changes.unchanged),
        "objects_removed": len(changes.remove),
        "bytes_uploaded": sum(part.size_bytes for part in changes.upload),
        "bytes_unchanged": sum(part.size_bytes for part in changes.unchanged),
        "rows": markdown(pd.DataFrame(record.rows.items(), columns=["table", "rows"])),
    }
    if outcome.warned:
        shown["checks_warned"] = "\n".join(outcome.warned)
    return shown
