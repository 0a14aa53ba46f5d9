"""What went wrong in a run, from Dagster's history.

Lives here: its failed steps and checks. Not here: what is done about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from orchestration.alerts.alert import Alert, FailedCheck, FailedStep
from orchestration.sources.tags import VERSION

LONGEST = 500
"""Characters of a reason."""


def alert_of(
    instance: dg.DagsterInstance,
    run: dg.DagsterRun,
    *,
    environment: str,
    failed: bool,
    on_warn: bool,
) -> Alert | None:
    """The alert of a run that failed or succeeded; None when there is nothing to tell."""
    checks = failed_checks(instance, run.run_id, on_warn=on_warn)
    if not failed and not checks:
        return None
    record = instance.get_run_record_by_id(run.run_id)
    ended = record.end_time if record and record.end_time else datetime.now(UTC).timestamp()
    # A step adds the version to the tags of a run that is under way.
    tags = record.dagster_run.tags if record else run.tags
    return Alert(
        kind="run_failed" if failed else "checks_failed",
        environment=environment,
        job=run.job_name,
        run_id=run.run_id,
        happened_at=datetime.fromtimestamp(ended, UTC).isoformat(timespec="seconds"),
        data_version=tags.get(VERSION),
        steps=failed_steps(instance, run.run_id) if failed else (),
        checks=checks,
    )


def failed_steps(instance: dg.DagsterInstance, run_id: str) -> Sequence[FailedStep]:
    """The steps of the run that failed, in order."""
    found = []
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.dagster_event
        data = event.step_failure_data if event else None
        if event is None or data is None:
            continue
        said = data.user_failure_data.description if data.user_failure_data else None
        error = data.error
        while not said and error and error.cause:
            error = error.cause
        reason = " ".join((said or (error.message if error else "failed")).split())
        found.append(FailedStep(str(event.step_key), reason[:LONGEST]))
    return found


def failed_checks(
    instance: dg.DagsterInstance, run_id: str, *, on_warn: bool
) -> Sequence[FailedCheck]:
    """The asset checks of the run that failed, errors first."""
    found = []
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        if entry.dagster_event is None:
            continue
        said = entry.dagster_event.asset_check_evaluation_data
        told = on_warn or said.severity is dg.AssetCheckSeverity.ERROR
        if not said.passed and told:
            found.append(
                FailedCheck(said.asset_key.to_user_string(), said.check_name, said.severity.value)
            )
    return sorted(found, key=lambda each: (each.severity, each.asset, each.check))
