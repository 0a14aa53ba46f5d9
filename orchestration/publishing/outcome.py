"""What became of a publish.

Lives here: the facts that a caller reports. Not here: how they came about (`publisher.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.publishing.changes import Changes


@dataclass(frozen=True)
class Outcome:
    """Where the results are, and what they are made from."""

    changes: Changes
    warned: Sequence[str]
    """Checks that failed and only warn."""
    commit: str | None
    """Commit on the run's branch; None when nothing differs from what is published."""
    merge_commit: str | None
    data_commit: str
    """Commit of the telemetry behind what is published now."""
    tag: str | None
    """Tag of that commit; None when it trained no model."""
