"""Events are written as Dagster would write them, all or none of those that belong together."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import dagster as dg
import psutil
import pytest
from dagster import DagsterInstance, EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.event_log import MOST_OPEN, FileEventLog
from orchestration.history import EVENTS_AT_ONCE, open_history

RUN = "00000000-0000-0000-0000-000000000001"


@dg.asset(check_specs=[dg.AssetCheckSpec("is_one", asset="counted")])
def counted() -> dg.MaterializeResult:
    result = dg.AssetCheckResult(passed=True, metadata={"value": 1})
    return dg.MaterializeResult(check_results=[result], metadata={"rows": 1})


@dg.asset(deps=[counted])
def doubled() -> dg.MaterializeResult:
    return dg.MaterializeResult(metadata={"rows": 2})


@dg.asset(deps=[doubled])
def failing() -> None:
    raise ValueError("on purpose")


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DagsterInstance:
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path))
    return open_history()


@pytest.fixture
def log(instance: DagsterInstance) -> FileEventLog:
    assert isinstance(instance.event_log_storage, FileEventLog)
    return instance.event_log_storage


def entry(message: str) -> EventLogEntry:
    return EventLogEntry(  # type: ignore[no-untyped-call]
        error_info=None, level=10, user_message=message, run_id=RUN, timestamp=1.0, step_key=None
    )


def told(log: SqliteEventLogStorage) -> list[str]:
    records = log.get_records_for_run(RUN).records
    return [record.event_log_entry.user_message for record in records]


def test_a_run_leaves_what_it_leaves_with_dagsters_own_log(instance: DagsterInstance) -> None:
    """The same job, once in Dagster's own storage: the same events, assets and checks."""
    with DagsterInstance.local_temp() as theirs:
        assert type(theirs.event_log_storage) is SqliteEventLogStorage
        assert history(instance) == history(theirs)


def history(instance: DagsterInstance) -> list[object]:
    """All that can be asked of a run of three assets, without times and names of the run."""
    assets = [counted, doubled, failing]
    run = dg.materialize(assets, instance=instance, raise_on_error=False)
    records = instance.get_records_for_run(run.run_id).records
    events = [entry.dagster_event for record in records if (entry := record.event_log_entry)]
    found: list[object] = [
        (event.event_type_value, event.step_key, event.asset_key) for event in events if event
    ]
    for asset in assets:
        (record,) = instance.get_asset_records([asset.key])
        seen = record.asset_entry.last_materialization
        found += [seen and seen.asset_materialization and seen.asset_materialization.metadata]
        planned = record.asset_entry.last_planned_materialization_run_id
        found += [planned == run.run_id]
    (check,) = instance.event_log_storage.get_asset_check_execution_history(
        dg.AssetCheckKey(counted.key, "is_one"), limit=5
    )
    found += [check.status]
    stats = instance.get_run_step_stats(run.run_id)
    assert "ASSET_CHECK_EVALUATION" in str(found) and str(found).count("MATERIALIZATION'") == 2
    return [*found, sorted((stat.step_key, str(stat.status)) for stat in stats)]


def test_what_a_run_plans_is_one_batch(
    instance: DagsterInstance, log: FileEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when another process opens it from what this one hands on."""
    assert EVENTS_AT_ONCE > 500
    batches: list[int] = []
    write = log.store_event_batch

    def noted(events: Sequence[EventLogEntry]) -> None:
        batches.append(len(events))
        write(events)

    monkeypatch.setattr(log, "store_event_batch", noted)
    dg.materialize([counted, doubled], instance=instance)
    assert batches == [3]  # two assets and a check are planned
    again = DagsterInstance.from_ref(instance.get_ref())
    assert isinstance(again.event_log_storage, FileEventLog)
    assert set(again.all_asset_keys()) == {counted.key, doubled.key}


def test_a_batch_is_written_whole_and_in_order(log: FileEventLog) -> None:
    log.store_event_batch([entry(str(number)) for number in range(5)])
    assert told(log) == ["0", "1", "2", "3", "4"]


def test_of_a_batch_that_fails_nothing_stays(
    log: FileEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileEventLog.store_event

    def full(self: FileEventLog, event: EventLogEntry) -> None:
        if event.user_message == "third":
            raise OSError("disk full")
        store(self, event)

    log.store_event(entry("before"))
    with monkeypatch.context() as patch:
        patch.setattr(FileEventLog, "store_event", full)
        with pytest.raises(OSError, match="disk full"):
            log.store_event_batch([entry("first"), entry("second"), entry("third")])
    assert told(log) == ["before"]
    log.store_event(entry("after"))
    assert told(log) == ["before", "after"]


def test_another_thread_is_no_part_of_a_batch(
    log: FileEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it writes meanwhile stays, although the batch fails."""
    store = FileEventLog.store_event
    other = threading.Thread(target=lambda: log.store_event(entry("other")))

    def meanwhile(self: FileEventLog, event: EventLogEntry) -> None:
        if event.user_message == "first":
            other.start()
            other.join()
            raise OSError("disk full")
        store(self, event)

    log.store_event(entry("before"))
    monkeypatch.setattr(FileEventLog, "store_event", meanwhile)
    with pytest.raises(OSError, match="disk full"):
        log.store_event_batch([entry("first"), entry("second")])
    assert told(log) == ["before", "other"]


def test_statements_are_compiled_once(log: FileEventLog) -> None:
    """The engine, which remembers them, is kept for each file."""
    log.store_event(entry("one"))
    before = len(log._engine(RUN)._compiled_cache or {})
    log.store_event(entry("two"))
    assert before > 0
    assert len(log._engine(RUN)._compiled_cache or {}) == before


def test_files_of_many_runs_do_not_all_stay_open(
    instance: DagsterInstance, log: FileEventLog, tmp_path: Path
) -> None:
    for number in range(24):
        log.store_event(entry(str(number))._replace(run_id=f"run-{number}"))
        with log.index_connection():
            pass
    assert {"index", "run-23"} < open_below(tmp_path)
    assert len(open_below(tmp_path)) == MOST_OPEN
    (record,) = log.get_records_for_run("run-0").records
    assert record.event_log_entry.user_message == "0"
    instance.dispose()
    assert open_below(tmp_path) == set()


def open_below(folder: Path) -> set[str]:
    """Names of the events' files there that this process has open."""
    files = [Path(file.path) for file in psutil.Process().open_files()]
    return {file.stem for file in files if file.suffix == ".db" and folder in file.parents}


def test_a_file_that_dagster_removed_is_made_anew(log: FileEventLog) -> None:
    log.store_event(entry("before"))
    log.wipe()
    log.store_event(entry("after"))
    assert told(log) == ["after"]
