"""What an alert says.

Lives here: its facts, as JSON and as one text. Not here: where they come from (`reading.py`) and go
to (`delivery.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

SHOWN = 20
"""Steps and checks that are named; the others are counted."""


@dataclass(frozen=True)
class FailedStep:
    """A step that failed, and why, in one line."""

    step: str
    reason: str


@dataclass(frozen=True)
class FailedCheck:
    """An asset check that failed."""

    asset: str
    check: str
    severity: str


@dataclass(frozen=True)
class Alert:
    """A run that somebody should look at."""

    kind: str
    """`run_failed` or `checks_failed`."""
    environment: str
    job: str
    run_id: str
    happened_at: str
    """ISO 8601, UTC."""
    data_version: str | None
    """Version of the telemetry that the run loaded."""
    steps: Sequence[FailedStep] = ()
    checks: Sequence[FailedCheck] = ()

    @property
    def text(self) -> str:
        """All of it for people, in one line."""
        failed = "failed" if self.kind == "run_failed" else "ended with failed checks"
        said = [f"{step.step}: {step.reason}" for step in self.steps[:SHOWN]]
        said += [f"{each.severity} {each.asset} {each.check}" for each in self.checks[:SHOWN]]
        more = len(self.steps[SHOWN:]) + len(self.checks[SHOWN:])
        said += [f"and {more} more"] if more else []
        where = f"{self.job} ({self.environment}, run {self.run_id[:8]})"
        return f"{where} {failed}: {'; '.join(said) or 'before its first step'}"

    def payload(self) -> dict[str, Any]:
        """The JSON that is posted; `text` is what chat services show."""
        facts = asdict(self)
        facts["steps"], facts["checks"] = facts["steps"][:SHOWN], facts["checks"][:SHOWN]
        counts = {"steps_failed": len(self.steps), "checks_failed": len(self.checks)}
        return {"text": self.text, **facts, **counts}
