"""Merges and the log, asked of the double and of a real server where one is named."""

from __future__ import annotations

from typing import Any

from lakefs_sdk.models.merge import Merge

from tests.lakefs.conftest import Place
from tests.lakefs.double.asking import differences, listed, read, refused


def merge(place: Place, source: str, destination: str = "main", **asked: object) -> str:
    refs = place.client.refs_api
    how = Merge.from_dict(asked)
    return str(refs.merge_into_branch(place.repository, source, destination, merge=how).reference)


def logged(place: Place, **query: Any) -> list[str]:
    page = place.client.refs_api.log_commits(place.repository, "main", **query)
    return [commit.id for commit in page.results]


def test_a_merge_has_two_parents(lakefs: Place) -> None:
    lakefs.branch("night")
    theirs = lakefs.put_and_commit("b.csv", b"1", branch="night")
    ours = lakefs.put_and_commit("a.csv", b"1")
    made = merge(lakefs, "night", message="checked", metadata={"run": "7"})
    commit = lakefs.client.commits_api.get_commit(lakefs.repository, made)
    assert (commit.parents, commit.message) == ([ours, theirs], "checked")
    assert commit.metadata == {"run": "7", ".lakefs.merge.strategy": "default"}
    assert (lakefs.head(), listed(lakefs)) == (made, ["a.csv", "b.csv"])
    assert set(logged(lakefs, prefixes=["b"])) == {theirs}
    assert theirs not in logged(lakefs, first_parent=True)


def test_a_merge_without_changes(lakefs: Place) -> None:
    lakefs.branch("night")
    lakefs.put("staged.csv", b"1", branch="night")
    nothing = (400, "update branch main: no changes")
    assert refused(lambda: merge(lakefs, "night")) == nothing
    made = lakefs.commit(branch="night")
    assert merge(lakefs, "night") != made
    assert refused(lambda: merge(lakefs, "night")) == nothing


def test_a_merge_into_a_branch_with_staged_writes(lakefs: Place) -> None:
    lakefs.branch("night")
    lakefs.put_and_commit("b.csv", b"1", branch="night")
    lakefs.put("a.csv", b"1")
    dirty = (400, "uncommitted changes (dirty branch)")
    assert refused(lambda: merge(lakefs, "night")) == dirty


def test_a_merge_conflict(lakefs: Place) -> None:
    lakefs.branch("night")
    lakefs.put("same.csv", b"0", branch="night")
    lakefs.put_and_commit("a.csv", b"1", branch="night")
    lakefs.put("same.csv", b"0")
    before = lakefs.put_and_commit("a.csv", b"2")
    assert differences(lakefs, "main", "night") == [("conflict", "a.csv")]
    assert refused(lambda: merge(lakefs, "night"))[0] == 409
    assert lakefs.head() == before
    merge(lakefs, "night", strategy="source-wins")
    assert read(lakefs, "a.csv") == b"1"


def test_the_log_is_newest_first_and_comes_in_pages(lakefs: Place) -> None:
    commits = [lakefs.head()]
    commits += [lakefs.put_and_commit("a.csv", bytes([number])) for number in range(3)]
    assert logged(lakefs) == commits[::-1]
    assert logged(lakefs, amount=2) == [commits[3], commits[2]]
    assert logged(lakefs, amount=2, after=commits[2]) == [commits[1], commits[0]]
    assert logged(lakefs, objects=["a.csv"]) == commits[:0:-1]
    assert logged(lakefs, prefixes=["b"]) == []
