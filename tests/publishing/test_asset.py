"""The step itself, run by Dagster beside stand-ins for what is upstream of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.assets.publish import PUBLISHED_KEY, publish_definition
from orchestration.assets.train import MODEL_KEY
from orchestration.errors import SettingsError
from orchestration.lakefs.resource import LakeFSResource
from orchestration.publishing import PublishConfig
from orchestration.settings import Settings, load_settings
from tests.lakefs.conftest import Place
from tests.publishing.desk import Desk
from tests.publishing.warehouse import MODEL, OBJECTS, ROWS, build

KEYS = [*(dg.AssetKey(table.split(".")) for table in ROWS), MODEL_KEY]


PASSED = dg.AssetCheckResult(passed=True)
OUTCOMES: dict[str, dg.AssetCheckResult] = {}
"""What the checks say in a test, unless they pass."""


@dg.multi_asset(
    specs=[dg.AssetSpec(key) for key in KEYS],
    check_specs=[dg.AssetCheckSpec("plausible", asset=KEYS[1])],
)
def tables() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    yield from (dg.MaterializeResult(asset_key=key) for key in KEYS)
    yield OUTCOMES.get("plausible", PASSED)


@dg.asset_check(asset=KEYS[0])
def complete() -> dg.AssetCheckResult:
    return OUTCOMES.get("complete", PASSED)


class Office:
    """A data folder with a warehouse, and runs of the step there."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.settings = load_settings(
            source="lakefs",
            lakefs=desk.connection,
            publish={"enabled": True},
            data_dir=folder,
            warehouse=desk.warehouse,
        )

    def run(
        self, instance: dg.DagsterInstance, settings: Settings | None = None, **given: Any
    ) -> dg.ExecuteInProcessResult:
        """One run of everything; `given` is the connection in the resource."""
        published = publish_definition(self.settings.publish, [tables], [complete])
        return dg.materialize(
            [tables, published, complete],
            instance=instance,
            resources={
                "settings": settings or self.settings,
                "lakefs": LakeFSResource(**given),
            },
            raise_on_error=False,
        )


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[Office]:
    yield Office(desk, tmp_path / "data")
    OUTCOMES.clear()


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


def reason_of(result: dg.ExecuteInProcessResult) -> str:
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_key == "published__lakefs"
    data = failure.step_failure_data.user_failure_data
    assert data is not None and data.description and "\n" not in data.description
    return data.description


def assert_discreet(office: Office, instance: dg.DagsterInstance, said: str) -> None:
    """The secret is neither in the events, nor in the logs, nor in what was published."""
    secret = office.desk.place.secret_access_key
    events = [
        str(record) for run in instance.get_runs() for record in instance.all_logs(run.run_id)
    ]
    commits = [str(commit.to_dict()) for commit in office.desk.log()]
    assert len(events) > 5 and len(commits) > 1
    assert not any(secret in text for text in (said, *events, *commits))


def test_published(
    office: Office, instance: dg.DagsterInstance, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    result = office.run(instance)
    assert result.success
    desk = office.desk
    assert desk.objects() == OBJECTS
    assert desk.tags() == {f"model-{MODEL}": desk.commit}
    assert desk.branches() == {"main"}
    (event,) = result.asset_materializations_for_node("published__lakefs")
    assert event.asset_key == PUBLISHED_KEY
    assert (event.tags or {})["dagster/data_version"] == desk.commit
    shown = {name: value.value for name, value in event.metadata.items()}
    merge, commit = desk.log()[:2]
    assert merge.metadata["run_id"] == result.run_id
    sizes = [found.size_bytes or 0 for found in desk.lake().objects("main", "published/")]
    expected = {
        "version": desk.commit,
        "status": "published",
        "repository": desk.place.repository,
        "branch": "main",
        "run_branch": f"forklift-run-{result.run_id}",
        "commit": commit.id,
        "merge_commit": merge.id,
        "tag": f"model-{MODEL}",
        "objects_uploaded": 7,
        "objects_unchanged": 0,
        "objects_removed": 0,
        "bytes_uploaded": sum(sizes),
        "data": f"lakefs://{desk.place.repository}/{desk.commit}/real_data/",
        "results": f"lakefs://{desk.place.repository}/{merge.id}/published/",
    }
    assert {name: shown[name] for name in expected} == expected
    assert "| marts.fct_carry_segments  |      4 |" in str(shown["rows"])
    assert_discreet(office, instance, caplog.text)

    again = office.run(instance)
    (event,) = again.asset_materializations_for_node("published__lakefs")
    assert event.metadata["status"].value == "unchanged"
    assert event.metadata["objects_unchanged"].value == 7
    assert desk.place.head() == merge.id


def test_a_warning_does_not_hold_it_back(office: Office, instance: dg.DagsterInstance) -> None:
    OUTCOMES["complete"] = dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)
    result = office.run(instance)
    assert result.success
    (event,) = result.asset_materializations_for_node("published__lakefs")
    assert event.metadata["checks_warned"].value == "check marts/dim_vehicles:complete failed"
    assert office.desk.objects() == OBJECTS


@pytest.mark.parametrize(
    "failed", ["marts/dim_vehicles:complete", "marts/fct_carry_segments:plausible"]
)
def test_a_failed_check_does(
    office: Office, instance: dg.DagsterInstance, failed: str, caplog: pytest.LogCaptureFixture
) -> None:
    head, before = office.desk.place.head(), office.desk.warehouse.read_bytes()
    OUTCOMES[failed.partition(":")[2]] = dg.AssetCheckResult(passed=False)
    result = office.run(instance)
    branch = f"forklift-run-{result.run_id}"
    assert reason_of(result) == (
        f"not published, branch {branch} is kept: the audit failed: check {failed} failed"
    )
    assert office.desk.place.head() == head
    assert office.desk.objects(branch) == OBJECTS
    assert office.desk.warehouse.read_bytes() == before
    assert_discreet(office, instance, caplog.text)
    assert result.asset_materializations_for_node("tables"), "the steps before stand"


def test_the_warehouse_is_free_while_the_server_is_asked(
    on_double: Place, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    commit = on_double.put_and_commit("real_data/a.csv", b"1;2")
    build(tmp_path / "w.duckdb", commit)
    opened: list[int] = []

    def write() -> None:
        with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
            connection.execute("create table if not exists raw.mine (a integer)")
            opened.append(1)

    assert on_double.double is not None
    for route in ("get_commit", "upload_object", "merge_into_branch"):
        on_double.double.faults.on(route, 1, write)
    office = Office(Desk(on_double, tmp_path / "w.duckdb", commit), tmp_path / "data")
    assert office.run(instance).success
    assert len(opened) == 3


def test_the_server_refuses_the_credentials(office: Office, instance: dg.DagsterInstance) -> None:
    result = office.run(instance, secret_access_key="hunter2-canary")
    reason = reason_of(result)
    assert reason.startswith("not published: ") and "401" in reason
    assert "hunter2-canary" not in reason


def test_telemetry_is_not_overwritten_by_a_resource_either(
    office: Office, instance: dg.DagsterInstance
) -> None:
    head = office.desk.place.head()
    reason = reason_of(office.run(instance, prefix="published/raw/"))
    assert "FORKLIFT_PUBLISH_PREFIX" in reason and "overlap" in reason
    assert office.desk.place.head() == head


def test_a_kept_folder_of_a_killed_run_is_cleared(
    office: Office, instance: dg.DagsterInstance
) -> None:
    left = office.settings.data_path / "publishing" / "marts" / "old.parquet"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    assert office.run(instance).success
    assert not left.parent.parent.exists()


def test_unknown_table() -> None:
    config = PublishConfig(enabled=True, tables=("marts.trips", "marts.dim_vehicles"))
    with pytest.raises(SettingsError, match=r"FORKLIFT_PUBLISH_TABLES: .* no table marts\.trips$"):
        publish_definition(config, [tables], [])
