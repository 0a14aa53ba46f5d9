from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import dagster as dg
import psutil
import pytest
from dagster import DagsterInstance, DagsterRunStatus
from dagster._core.events import EngineEventData

from orchestration.history import open_history
from orchestration.recovery import close_orphans, was_running
from orchestration.settings import load_settings


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path))
    return tmp_path


def occupy(pool: str | None, patience_s: float) -> dg.JobDefinition:
    """Three independent assets that wait for one another, and note when they ran."""

    def one(name: str) -> dg.AssetsDefinition:
        @dg.asset(name=name, pool=pool)
        def asset() -> dg.MaterializeResult:
            started = time.time()
            folder = load_settings().data_path / "seen"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
            while len(list(folder.iterdir())) == 1 and time.time() < started + patience_s:
                time.sleep(0.05)
            return dg.MaterializeResult(metadata={"started": started, "ended": time.time()})

        return asset

    assets = [one("a"), one("b"), one("c")]
    return dg.Definitions(assets, jobs=[dg.define_asset_job("three")]).resolve_job_def("three")


def job_in_pool() -> dg.JobDefinition:
    return occupy("warehouse", 3)


def job_in_no_pool() -> dg.JobDefinition:
    return occupy(None, 60)


def overlaps(instance: DagsterInstance) -> int:
    """Pairs of assets that ran at the same time."""
    spans = []
    for name in "abc":
        event = instance.get_latest_materialization_event(dg.AssetKey(name))
        assert event is not None and event.asset_materialization is not None
        seen = event.asset_materialization.metadata
        spans.append((float(str(seen["started"].value)), float(str(seen["ended"].value))))
    spans.sort()
    return sum(later[0] < earlier[1] for earlier, later in pairwise(spans))


@pytest.mark.parametrize("make", [job_in_pool, job_in_no_pool])
def test_the_pool_lets_one_step_at_a_time_run(
    make: Callable[[], dg.JobDefinition], data_dir: Path
) -> None:
    """Three processes that could run at once do so without the pool, and do not with it."""
    target = dg.reconstructable(make)
    with open_history() as instance:
        result = dg.execute_job(
            target, instance, {"execution": {"config": {"multiprocess": {"max_concurrent": 3}}}}
        )
        assert result.success
        assert (overlaps(instance) == 0) == (make is job_in_pool)


def test_history_is_kept_under_the_data_folder(data_dir: Path) -> None:
    with open_history() as instance:
        assert Path(instance.root_directory) == data_dir / "dagster"
        job_in_pool().execute_in_process(instance=instance)
    with open_history() as instance:
        (run,) = instance.get_runs()
        assert run.status == DagsterRunStatus.SUCCESS
        assert Path(instance.storage_directory()).is_relative_to(data_dir)


def test_nothing_is_sent(data_dir: Path) -> None:
    with open_history() as instance:
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled


def test_the_pool_has_one_place_for_steps(data_dir: Path) -> None:
    with open_history() as instance:
        config = instance.get_concurrency_config().pool_config
        assert config.default_pool_limit == 1
        assert config.pool_granularity is not None
        assert config.pool_granularity.value == "op"


def test_a_killed_run_is_closed_and_gives_its_place_back(data_dir: Path) -> None:
    with open_history() as instance:
        storage = instance.event_log_storage
        dead, alive = (
            instance.create_run_for_job(job_in_pool(), status=DagsterRunStatus.STARTED)
            for _ in range(2)
        )
        gone = psutil.Popen(["true"])
        gone.wait()
        for run, pid in ((dead, gone.pid), (alive, psutil.Process().pid)):
            data = EngineEventData.in_process(pid)
            instance.report_engine_event("Executing steps in process", run, data)
        storage.initialize_concurrency_limit_to_default("warehouse")
        assert storage.claim_concurrency_slot("warehouse", dead.run_id, "a").is_claimed
        assert close_orphans(instance) == [dead.run_id]
        after = instance.get_run_by_id(dead.run_id), instance.get_run_by_id(alive.run_id)
        assert [run.status if run else None for run in after] == [
            DagsterRunStatus.FAILURE,
            DagsterRunStatus.STARTED,
        ]
        assert storage.get_concurrency_info("warehouse").active_slot_count == 0
        assert close_orphans(instance) == []


def test_a_later_process_with_the_same_id_is_another_one() -> None:
    me = psutil.Process()
    assert was_running(me.pid, time.time())
    assert not was_running(me.pid, me.create_time() - 60)
