"""Requests that the server has carried out, but whose answer was lost; and kills in between.

The request is then sent again: nothing may fail for it, and nothing be done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from orchestration.lakefs import LakeFS
from orchestration.publishing.audit import Verdict
from orchestration.publishing.errors import PublishError
from tests.publishing.desk import BRANCH, Desk
from tests.publishing.warehouse import MODEL, OBJECTS

WRITES = [
    ("branches_api", "create_branch"),
    ("objects_api", "upload_object"),
    ("objects_api", "delete_objects"),
    ("commits_api", "commit"),
    ("refs_api", "merge_into_branch"),
    ("tags_api", "create_tag"),
    ("branches_api", "delete_branch"),
]


class Killed(BaseException):
    """The end of the process."""


def after(
    lake: LakeFS, api: str, name: str, fault: Callable[[], BaseException], times: int = 1
) -> None:
    """Let the first calls be carried out, and raise in place of their answers."""
    there, name = getattr(lake.sdk, api), f"{name}_with_http_info"
    carried_out = getattr(there, name)
    left = iter(range(times))

    def call(*arguments: Any, **options: Any) -> Any:
        answer = carried_out(*arguments, **options)
        if next(left, None) is not None:
            raise fault()
        return answer

    setattr(there, name, call)


def lost() -> Exception:
    return urllib3.exceptions.ProtocolError("the connection was closed")


def log_of(desk: Desk) -> list[str]:
    return [commit.message for commit in desk.log()]


@pytest.mark.parametrize(("api", "name"), WRITES)
def test_lost_answer(desk: Desk, api: str, name: str) -> None:
    desk.place.put_and_commit("published/marts/gone/all.parquet", b"gone", "before")
    lake = desk.lake()
    if name == "delete_branch":
        desk.place.branch(BRANCH)
    after(lake, api, name, lost, times=2)
    outcome = desk.publish(lake=lake)
    assert desk.objects() == OBJECTS
    assert desk.branches() == {"main"}
    assert desk.tags() == {f"model-{MODEL}": desk.commit}
    published = f"Publish 5 tables made from {desk.commit[:12]}"
    assert log_of(desk)[:3] == [published, published, "before"]
    assert [commit.id for commit in desk.log()[:2]] == [outcome.merge_commit, outcome.commit]


def test_lost_answer_of_a_merge_while_the_target_moves_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = desk.lake()
    merging: Any = lake.sdk.refs_api.merge_into_branch_with_http_info
    merged: list[str] = []

    def merge(*arguments: Any, **options: Any) -> Any:
        answer = merging(*arguments, **options)
        merged.append(answer.data.reference)
        desk.place.put_and_commit("real_data/b.csv", b"3;4")
        raise lost()

    monkeypatch.setattr(lake.sdk.refs_api, "merge_into_branch_with_http_info", merge)
    assert desk.publish(lake=lake).merge_commit == merged[0] != desk.place.head()
    assert desk.objects() == OBJECTS


@pytest.mark.parametrize(("api", "name"), WRITES)
@pytest.mark.parametrize("first_time", [True, False])
def test_killed_then_run_again(desk: Desk, api: str, name: str, first_time: bool) -> None:
    if not first_time:
        desk.publish(run_id="earlier")
        desk.change("update marts.dim_vehicles set reading_count = 30 where vehicle_id = 'FL-02'")
    desk.place.put_and_commit("published/marts/gone/all.parquet", b"gone", "before")
    desk.place.branch(BRANCH)
    lake = desk.lake()
    after(lake, api, name, Killed)
    if name != "create_tag" or first_time:
        with pytest.raises(Killed):
            desk.publish(lake=lake)
    desk.publish()
    assert desk.objects() == OBJECTS
    assert desk.branches() == {"main"}
    assert desk.tags() == {f"model-{MODEL}": desk.commit}
    published = f"Publish 5 tables made from {desk.commit[:12]}"
    assert log_of(desk)[:3] == [published, published, "before"]


def test_what_an_attempt_left_staged_is_not_published(desk: Desk) -> None:
    desk.place.branch(BRANCH)
    desk.place.put("published/marts/gone/all.parquet", b"half of it", BRANCH)
    desk.place.put("real_data/stray.csv", b"by mistake", BRANCH)
    desk.publish()
    assert desk.objects() == OBJECTS
    assert desk.objects(prefix="real_data/") == {"a.csv"}


def test_a_branch_of_that_name_that_appears_elsewhere_is_not_used(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between removing what was left and making the branch anew."""
    old = desk.log()[-1].id
    lake = desk.lake()
    make = lake.sdk.branches_api.create_branch_with_http_info

    def create(*arguments: Any, **options: Any) -> Any:
        desk.place.branch(BRANCH, old)
        return make(*arguments, **options)

    monkeypatch.setattr(lake.sdk.branches_api, "create_branch_with_http_info", create)
    with pytest.raises(PublishError, match="409"):
        desk.publish(lake=lake)
    assert desk.objects() == set()


def test_writes_of_others_on_the_branch_are_not_merged(desk: Desk) -> None:
    """The commit is merged that was audited, whatever the branch holds by then."""

    def audit() -> Verdict:
        desk.place.put_and_commit("published/marts/gone/all.parquet", b"late", branch=BRANCH)
        return Verdict()

    desk.publish(audit)
    assert desk.objects() == OBJECTS
