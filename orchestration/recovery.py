"""Closing runs whose process is gone.

A killed process cannot say that its run has ended: the run would stay "started" for ever and keep
the warehouse pool's only place, so that every later run waits. Lives here: finding such runs and
ending them. Not here: the data, which needs no repair (each step writes all or nothing).
"""

from __future__ import annotations

import time

import psutil
from dagster import DagsterEventType, DagsterInstance, DagsterRunStatus, RunRecord, RunsFilter

from orchestration.history import open_history

MESSAGE = "The process of this run is gone (killed, or the machine restarted)."
_ALIVE_UNTIL_STARTED = [DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]


def close_orphans(instance: DagsterInstance) -> list[str]:
    """End runs without a living process and give back their pool places; return their ids."""
    closed = []
    for record in instance.get_run_records(RunsFilter(statuses=_ALIVE_UNTIL_STARTED)):
        if not is_alive(instance, record):
            instance.report_run_failed(record.dagster_run, MESSAGE)
            closed.append(record.dagster_run.run_id)
    storage = instance.event_log_storage
    for run_id in storage.get_concurrency_run_ids():
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            storage.free_concurrency_slots_for_run(run_id)
    return closed


def is_alive(instance: DagsterInstance, record: RunRecord) -> bool:
    """Whether the process that executes the run still exists on this machine."""
    pids = executing_pids(instance, record.dagster_run.run_id)
    # A run that says nothing about its process is left to the daemon.
    return not pids or any(was_running(pid, record.start_time or time.time()) for pid in pids)


def executing_pids(instance: DagsterInstance, run_id: str) -> set[int]:
    """Process ids that the run's engine events name."""
    entries = instance.all_logs(run_id, of_type=DagsterEventType.ENGINE_EVENT)
    named = (
        entry.dagster_event.engine_event_data.metadata.get("pid")
        for entry in entries
        if entry.dagster_event is not None
    )
    return {int(str(value.value)) for value in named if value is not None}


def was_running(pid: int, since: float) -> bool:
    """Whether the process exists and is the one of `since` (epoch s), not a later namesake."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= since + 1.0
    except psutil.NoSuchProcess:
        return False


if __name__ == "__main__":
    with open_history() as history:
        close_orphans(history)
