"""The gate between writing and publishing.

Lives here: whether the asset checks, dbt's tests among them, speak for the data that is there now.
Not here: the checks (`checks/`, dbt), and what follows from the verdict (`publisher.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg
from dagster._core.storage.asset_check_execution_record import (
    AssetCheckExecutionRecord,
    AssetCheckExecutionRecordStatus,
)

SHOWN = 5


@dataclass(frozen=True)
class Verdict:
    """What the checks said; each entry names a check and its outcome."""

    failed: Sequence[str] = ()
    """What forbids to publish."""
    warned: Sequence[str] = ()
    """Failures that only warn."""

    @property
    def reason(self) -> str:
        """The failures in one line."""
        more = len(self.failed) - SHOWN
        return "; ".join(self.failed[:SHOWN]) + (f"; and {more} more" if more > 0 else "")


def audit(instance: dg.DagsterInstance, keys: Sequence[dg.AssetCheckKey]) -> Verdict:
    """The latest result of each check; one that has none, or an outdated one, is a failure."""
    records = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    failed: list[str] = []
    warned: list[str] = []
    for key in sorted(keys, key=str):
        record = records.get(key)
        outcome = _outcome(record) or _outdated(instance, record)
        if outcome is None:
            continue
        (warned if _only_warns(record) else failed).append(
            f"check {key.to_user_string()} {outcome}"
        )
    return Verdict(failed, warned)


def _outcome(record: AssetCheckExecutionRecord | None) -> str | None:
    """What is wrong with the result itself; None for a success."""
    if record is None:
        return "never ran"
    match record.status:
        case AssetCheckExecutionRecordStatus.SUCCEEDED:
            return None
        case AssetCheckExecutionRecordStatus.FAILED:
            return "failed"
        case _:
            return f"did not end in run {record.run_id}"


def _outdated(instance: dg.DagsterInstance, record: AssetCheckExecutionRecord | None) -> str | None:
    """Whether the asset was built again by a later run that did not check it."""
    if record is None or record.event is None:
        return None
    built = instance.get_latest_materialization_event(record.key.asset_key)
    # Within one run the order of the two events says nothing.
    if built and built.run_id != record.run_id and built.timestamp > record.event.timestamp:
        return f"did not run since run {built.run_id} built {record.key.asset_key.to_user_string()}"
    return None


def _only_warns(record: AssetCheckExecutionRecord | None) -> bool:
    return (
        record is not None
        and record.status is AssetCheckExecutionRecordStatus.FAILED
        and record.evaluation is not None
        and record.evaluation.severity is dg.AssetCheckSeverity.WARN
    )
