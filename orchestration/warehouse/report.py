"""What one ingest run did.

Lives here: the report. Not here: how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orchestration.sources.protocol import Version


@dataclass(frozen=True)
class IngestReport:
    """Counts of one run; `rows_*` are of the objects it loaded, `total_*` of the whole table."""

    run_id: str
    version: Version
    started_at: datetime
    finished_at: datetime
    objects_total: int
    objects_added: int
    objects_replaced: int
    objects_removed: int
    objects_unchanged: int
    failed: dict[str, str]
    """Error by path of the bad files that were tolerated."""
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    total_rows_in: int
    total_rows_loaded: int
    total_rows_rejected: int
    rejects_by_reason: dict[str, int]
    """Rejected rows of the whole table by reason."""

    @property
    def objects_failed(self) -> int:
        """Number of bad files that were tolerated."""
        return len(self.failed)

    @property
    def seconds(self) -> float:
        """Duration of the run."""
        return (self.finished_at - self.started_at).total_seconds()
