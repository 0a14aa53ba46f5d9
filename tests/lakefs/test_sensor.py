"""Ticks of the watch over new commits, one for each thing that can have happened."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import dagster as dg
import pytest

from orchestration.lakefs.resource import LakeFSResource
from orchestration.sensors import lakefs_new_commit_sensor
from orchestration.settings import Settings, load_settings
from tests.lakefs.conftest import Place
from tests.lakefs.reading import config_of

Tick = Callable[..., Any]


def settings_of(place: Place, **others: Any) -> Settings:
    return load_settings(source="lakefs", lakefs=config_of(place), **others)


class Watch:
    """Ticks in a row, each with the cursor that the one before left."""

    def __init__(self, place: Place, defs: dg.Definitions, **settings: Any) -> None:
        self.settings = settings_of(place, **settings)
        self.cursor: str | None = None
        self.defs = defs
        self.instance = dg.DagsterInstance.ephemeral()

    def tick(self) -> Any:
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursor,
            definitions=self.defs,
            resources={"settings": self.settings, "lakefs": LakeFSResource()},
        )
        done = lakefs_new_commit_sensor(60).evaluate_tick(context)
        self.cursor = done.cursor or self.cursor  # as Dagster keeps it
        return done

    def runs(self) -> list[str]:
        """Commits for which one tick wants a run."""
        return [
            request.run_config["ops"]["ingest"]["config"]["ref"]
            for request in self.tick().run_requests or []
        ]

    def skipped(self) -> str:
        done = self.tick()
        assert not done.run_requests
        return str(done.skip_message)


@pytest.fixture
def watch(lakefs: Place, defs: dg.Definitions) -> Watch:
    lakefs.put("real_data/a.csv", b"a")
    lakefs.commit("first")
    return Watch(lakefs, defs)


def test_it_is_part_of_the_definitions_and_off(defs: dg.Definitions) -> None:
    sensor = defs.resolve_sensor_def("lakefs_new_commit_sensor")
    assert sensor.default_status == dg.DefaultSensorStatus.STOPPED
    assert sensor.minimum_interval_seconds == load_settings().sensor.interval_s == 60


def test_the_first_look_runs_once_for_the_head(watch: Watch, lakefs: Place) -> None:
    head = lakefs.put_and_commit("real_data/b.csv", b"b", "second, with b")
    done = watch.tick()
    (request,) = done.run_requests
    assert request.run_config == {"ops": {"ingest": {"config": {"ref": head}}}}
    assert head in request.run_key
    assert request.tags["lakefs/commit"] == head
    assert request.tags["lakefs/message"] == "second, with b"
    assert request.tags["lakefs/ref"] == "main"
    assert request.tags["lakefs/committer"]
    assert "still at" in watch.skipped()


def test_the_first_look_may_wait(lakefs: Place, defs: dg.Definitions) -> None:
    watch = Watch(lakefs, defs, sensor={"first_tick": "wait"})
    lakefs.put_and_commit("real_data/a.csv", b"a")
    assert "waits for the next commit" in watch.skipped()
    head = lakefs.put_and_commit("real_data/a.csv", b"b")
    assert watch.runs() == [head]


def test_several_commits_are_one_run_for_the_newest(watch: Watch, lakefs: Place) -> None:
    watch.tick()
    for content in (b"1", b"2", b"3"):
        head = lakefs.put_and_commit("real_data/a.csv", content)
    assert watch.runs() == [head]
    assert watch.runs() == []


def test_commits_elsewhere_are_no_run(watch: Watch, lakefs: Place) -> None:
    watch.tick()
    for path in ("published/marts/x.parquet", "real_data_old/a.csv"):
        head = lakefs.put_and_commit(path, b"x")
        assert "nothing below real_data/ changed" in watch.skipped()
        assert json.loads(watch.cursor or "")["commit"] == head


def test_staged_writes_are_no_run(watch: Watch, lakefs: Place) -> None:
    watch.tick()
    lakefs.put("real_data/b.csv", b"b")
    assert "still at" in watch.skipped()


def test_a_reset_is_a_run_and_so_is_the_way_back(watch: Watch, lakefs: Place) -> None:
    first = watch.runs()[0]
    second = lakefs.put_and_commit("real_data/a.csv", b"2")
    keys = []
    for head in (second, first, second, first):
        lakefs.move_head(head)
        (request,) = watch.tick().run_requests
        assert request.tags["lakefs/commit"] == head
        keys.append(request.run_key)
    assert len(set(keys)) == 4  # Dagster runs each key once, ever


def test_a_deleted_branch_is_said_and_found_again(
    watch: Watch, lakefs: Place, defs: dg.Definitions
) -> None:
    head = lakefs.head()
    lakefs.branch("night", head)
    watch.settings = load_settings(source="lakefs", lakefs=config_of(lakefs, ref="night"))
    assert watch.runs() == [head]
    before = watch.cursor
    lakefs.delete_branch("night")
    assert "404" in watch.skipped()
    assert watch.cursor == before
    later = lakefs.put_and_commit("real_data/c.csv", b"c")
    lakefs.branch("night", later)
    assert watch.runs() == [later]


def test_a_commit_that_is_gone_means_a_run(watch: Watch, lakefs: Place) -> None:
    watch.tick()
    seen = json.loads(watch.cursor or "")
    watch.cursor = json.dumps({**seen, "commit": "0" * 64})
    (request,) = watch.tick().run_requests
    assert request.tags["lakefs/commit"] == lakefs.head()
    assert "still at" in watch.skipped()


def test_a_server_that_is_down_costs_nothing(watch: Watch, lakefs: Place) -> None:
    watch.tick()
    before = watch.cursor
    up = watch.settings
    watch.settings = load_settings(
        source="lakefs", lakefs=config_of(lakefs, endpoint="http://127.0.0.1:9")
    )
    said = watch.skipped()
    assert "no connection" in said and "http://127.0.0.1:9" in said
    assert watch.cursor == before
    watch.settings = up
    head = lakefs.put_and_commit("real_data/a.csv", b"later")
    assert watch.runs() == [head]


def test_another_place_is_a_first_look(watch: Watch, lakefs: Place) -> None:
    watch.tick()
    lakefs.put_and_commit("other/a.csv", b"x")
    watch.settings = load_settings(source="lakefs", lakefs=config_of(lakefs, prefix="other/"))
    assert watch.runs() == [lakefs.head()]


@pytest.mark.parametrize("cursor", ["rubbish", "{}", '{"commit": 3}', "[1]"])
def test_an_unreadable_cursor_is_a_first_look(watch: Watch, lakefs: Place, cursor: str) -> None:
    watch.cursor = cursor
    assert watch.runs() == [lakefs.head()]


def test_a_commit_id_may_be_typed_as_cursor(watch: Watch, lakefs: Place) -> None:
    watch.cursor = lakefs.head()
    assert "still at" in watch.skipped()


def test_without_lakefs_there_is_nothing_to_watch(watch: Watch) -> None:
    watch.settings = load_settings(source="local")
    assert "FORKLIFT_SOURCE is local" in watch.skipped()
