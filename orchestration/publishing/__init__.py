"""Writing results back to lakeFS: a branch per run, audited, merged, and a tag for the model.

Lives here: what is published, as which objects, and on which conditions. Not here: requests
(`lakefs/`), or the step in Dagster (`assets/publish.py`).
"""

from orchestration.publishing.config import PublishConfig

__all__ = ["PublishConfig"]
