"""What a published commit says about the run behind it.

Lives here: names of the branch and the tag, the message, and the metadata. Not here: committing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.publishing.provenance import Provenance

BRANCH_PREFIX = "forklift-run-"
NONE = "none"
"""What metadata says of a model that there is not."""


def tag_of(model_run_id: str, model_sha256: str) -> str | None:
    """The tag of a model by what metadata says of it; None where there is no model."""
    return None if model_sha256 == NONE else f"model-{model_run_id}"


@dataclass(frozen=True)
class RunRecord:
    """One run, as it is recorded beside its results."""

    run_id: str
    """The run in Dagster."""
    first_run_id: str
    """The run's first attempt; the run itself, unless it was started again."""
    code_version: str
    provenance: Provenance
    rows: Mapping[str, int]
    """Rows by table."""
    content: str
    """Fingerprint of the results (`content.py`)."""

    @property
    def branch(self) -> str:
        """The same for all attempts of a run, so that what a killed one left is replaced."""
        return f"{BRANCH_PREFIX}{self.first_run_id}"

    @property
    def tag(self) -> str | None:
        """Tag of the data behind the model; None when the run trained none."""
        return tag_of(self.metadata["model_run_id"], self.metadata["model_sha256"])

    @property
    def message(self) -> str:
        """First line of the commit."""
        return f"Publish {len(self.rows)} tables made from {self.provenance.data_commit[:12]}"

    @property
    def metadata(self) -> dict[str, str]:
        """All of it, as lakeFS keeps it: text by name."""
        made = self.provenance
        return {
            "data_commit": made.data_commit,
            "code_version": self.code_version,
            "run_id": self.run_id,
            "model_run_id": made.model_run_id or NONE,
            "model_sha256": made.model_sha256 or NONE,
            "content": self.content,
            "tables": ",".join(self.rows),
            **{f"rows/{table}": str(count) for table, count in self.rows.items()},
        }
