"""The bad days: what is refused, what is said, and what is left behind.

In every case the target holds what it held before.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.publishing.audit import Verdict
from orchestration.publishing.errors import PublishError
from tests.lakefs.conftest import ENDPOINT
from tests.lakefs.double import Double
from tests.publishing.desk import BRANCH, Desk, as_of, desk_at
from tests.publishing.warehouse import MODEL, OBJECTS

KEPT = f"not published, branch {BRANCH} is kept: "
OTHER_WORK = "published/marts/dim_vehicles/all.parquet"


def refusal(desk: Desk, *arguments: Any, **options: Any) -> str:
    with pytest.raises(PublishError) as caught:
        desk.publish(*arguments, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert desk.place.secret_access_key not in message
    return message


def double_of(desk: Desk) -> Double:
    assert desk.place.double is not None
    return desk.place.double


def test_failed_audit(desk: Desk) -> None:
    head = desk.place.head()
    message = refusal(desk, lambda: Verdict(["check marts/trips:complete failed"]))
    assert message == f"{KEPT}the audit failed: check marts/trips:complete failed"
    assert desk.place.head() == head and desk.tags() == {}
    assert desk.objects(BRANCH) == OBJECTS, "what was written is there for inspection"


def test_after_a_failed_audit_the_same_run_can_be_tried_again(desk: Desk) -> None:
    refusal(desk, lambda: Verdict(["check marts/trips:complete failed"]))
    desk.publish()
    assert desk.objects() == OBJECTS and desk.branches() == {"main"}


def test_failed_audit_with_nothing_new_makes_no_tag(desk: Desk) -> None:
    desk.publish()
    desk.place.client.tags_api.delete_tag(desk.place.repository, f"model-{MODEL}")
    message = refusal(desk, lambda: Verdict(["check marts/trips:complete never ran"]))
    assert message.startswith("nothing new to publish: the audit failed: ")
    assert desk.tags() == {} and desk.branches() == {"main"}


def test_conflict(desk: Desk) -> None:
    def audit() -> Verdict:
        desk.place.put_and_commit(OTHER_WORK, b"by another run")
        return Verdict()

    message = refusal(desk, audit)
    assert message.startswith(f"{KEPT}conflict: ")
    assert "published/" in message and "run again" in message
    assert desk.objects() == {"marts/dim_vehicles/all.parquet"} and desk.tags() == {}
    assert desk.content(OTHER_WORK) == b"by another run"
    assert desk.objects(BRANCH) == OBJECTS
    desk.publish()
    assert desk.objects() == OBJECTS and desk.content(OTHER_WORK) != b"by another run"


def test_uncommitted_writes_on_the_target(desk: Desk) -> None:
    """The server does not merge into such a branch; they are not lost."""
    desk.place.put("real_data/later.csv", b"not yet")
    message = refusal(desk)
    assert message.startswith(KEPT) and "uncommitted changes" in message
    desk.place.commit()
    desk.publish()
    assert desk.objects() == OBJECTS
    assert desk.objects(prefix="real_data/") == {"a.csv", "later.csv"}


def test_data_of_another_repository(desk: Desk) -> None:
    desk.change(f"update raw.objects set version = '{'9' * 64}'")
    desk.change("delete from ml.training_runs")
    desk.change(f"update raw.ingest_runs set version = '{'9' * 64}'")
    message = refusal(desk)
    assert message.startswith("not published: the warehouse holds data of commit 999999999999,")
    assert desk.place.repository in message
    assert desk.branches() == {"main"}


def test_no_such_target_branch(desk: Desk) -> None:
    message = refusal(desk, branch="results")
    assert "results" in message and "check FORKLIFT_PUBLISH_BRANCH" in message
    assert desk.branches() == {"main"}


def test_a_tag_elsewhere(desk: Desk) -> None:
    desk.place.tag(f"model-{MODEL}", desk.log()[-1].id)
    message = refusal(desk)
    assert message.startswith(f"published as {desk.place.head()}, but not all is done: ")
    assert f"model-{MODEL}" in message and f"not at {desk.commit[:12]}" in message
    assert desk.tags() == {f"model-{MODEL}": desk.log()[-1].id}
    assert desk.objects() == OBJECTS


@pytest.mark.parametrize("route", ["commit", "merge_into_branch"])
def test_refused_by_a_hook(desk_on_double: Desk, route: str) -> None:
    desk = desk_on_double
    head = desk.place.head()
    double_of(desk).forget()
    double_of(desk).faults.fail(route, 412, message="pre-hook says no")
    message = refusal(desk)
    assert message.startswith(KEPT) and "pre-hook says no" in message and "hook" in message
    assert desk.place.head() == head and desk.tags() == {} and BRANCH in desk.branches()
    assert double_of(desk).count(route) == 1, "a refusal is final"


WRITES = [
    "create_branch",
    "upload_object",
    "delete_objects",
    "commit",
    "list_objects",
    "merge_into_branch",
    "create_tag",
    "delete_branch",
    "get_branch",
    "get_commit",
    "log_commits",
]


def with_something_to_remove(desk: Desk) -> None:
    name = "published/marts/gone/all.parquet"
    desk.place.put_and_commit(name, b"of a table that is gone")


@pytest.mark.parametrize("route", WRITES)
@pytest.mark.parametrize("fault", ["503", "drop"])
def test_faults_that_pass(desk_on_double: Desk, route: str, fault: str) -> None:
    with_something_to_remove(desk_on_double)
    faults = double_of(desk_on_double).faults
    if fault == "drop":
        faults.drop(route)
    else:
        faults.fail(route, int(fault))
    desk_on_double.publish()
    assert desk_on_double.objects() == OBJECTS
    assert desk_on_double.tags() == {f"model-{MODEL}": desk_on_double.commit}
    assert desk_on_double.branches() == {"main"}


BREAKS: dict[str, Callable[[Double, str], Any]] = {
    "forbidden": lambda double, route: double.faults.fail(route, 403, times=None),
    "unauthorized": lambda double, route: double.faults.fail(route, 401, times=None),
    "down": lambda double, route: double.faults.fail(route, 503, times=None),
    "page": lambda double, route: double.faults.html(route, times=None),
}


@pytest.mark.parametrize("route", WRITES)
@pytest.mark.parametrize("kind", list(BREAKS))
def test_faults_that_stay(desk_on_double: Desk, route: str, kind: str) -> None:
    desk, double = desk_on_double, double_of(desk_on_double)
    with_something_to_remove(desk)
    head = desk.place.head()
    BREAKS[kind](double, route)
    message = refusal(desk)
    double.faults.clear()
    assert desk.place.endpoint in message
    if message.startswith("published as"):
        assert route in ("create_tag", "delete_branch") and desk.objects() == OBJECTS
    else:
        assert message.startswith("not published")
        assert desk.place.head() == head and desk.tags() == {}
    desk.publish()
    assert desk.objects() == OBJECTS and desk.branches() == {"main"}
    assert desk.tags() == {f"model-{MODEL}": desk.commit}


def test_what_the_server_holds_is_not_what_was_sent(desk_on_double: Desk) -> None:
    desk, double = desk_on_double, double_of(desk_on_double)
    head = desk.place.head()
    double.faults.wrong_checksum("published/marts/dim_vehicles/all.parquet", "e" * 32)
    message = refusal(desk)
    assert message.startswith(KEPT) and message.endswith("not what was written there")
    assert "marts/dim_vehicles/all.parquet" in message
    assert desk.place.head() == head


def test_results_of_a_commit_that_is_gone_are_published_anew(desk_on_double: Desk) -> None:
    desk, double = desk_on_double, double_of(desk_on_double)
    desk.publish()
    later = as_of(desk, desk.place.head(), "e" * 16)
    double.faults.fail("diff_refs", 404, times=None, ref=desk.commit)
    assert later.publish().commit is not None


def test_a_server_whose_checksums_are_no_md5(desk_on_double: Desk) -> None:
    """Then nothing can be told before it is sent, and the server says what differs."""
    desk, double = desk_on_double, double_of(desk_on_double)
    for name in OBJECTS:
        double.faults.wrong_checksum(f"published/{name}", "0123-2")
    desk.publish()
    head = desk.place.head()
    outcome = desk.publish(run_id="run")
    assert outcome.commit is None and desk.place.head() == head
    assert desk.branches() == {"main"}


HOOK = b"""
name: no results
on: {pre-merge: {branches: [main]}}
hooks: [{id: refuse, type: lua, properties: {script: 'error("results are not welcome")'}}]
"""


def test_refused_by_a_hook_of_a_real_server(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The double only says so; here an action of the repository does."""
    if not ENDPOINT:
        pytest.skip("needs LAKEFS_TEST_ENDPOINT")
    place = request.getfixturevalue("on_real")
    place.put_and_commit("_lakefs_actions/no_results.yaml", HOOK)
    desk = desk_at(place, tmp_path)
    head = place.head()
    message = refusal(desk)
    assert message.startswith(KEPT) and "412" in message and "results are not welcome" in message
    assert place.head() == head and desk.tags() == {} and desk.objects(BRANCH) == OBJECTS
