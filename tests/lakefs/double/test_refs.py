"""What a ref stands for, asked of the double and of a real server where one is named."""

from __future__ import annotations

from functools import partial

import pytest

from tests.lakefs.conftest import Place
from tests.lakefs.double.asking import differences, listed, read, refused


def test_staged_writes_are_seen_on_the_branch_alone(lakefs: Place) -> None:
    first = lakefs.put_and_commit("a.csv", b"1")
    lakefs.put("a.csv", b"2")
    lakefs.put("b.csv", b"2")
    assert (lakefs.head(), listed(lakefs), read(lakefs, "a.csv")) == (
        first,
        ["a.csv", "b.csv"],
        b"2",
    )
    for ref in (first, "main@", "main~0", first[:20]):
        assert (listed(lakefs, ref), read(lakefs, "a.csv", ref)) == (["a.csv"], b"1")
    lakefs.remove("a.csv")
    assert listed(lakefs) == ["b.csv"]
    assert refused(lambda: read(lakefs, "a.csv")) == (404, "not found")
    assert differences(lakefs, first, "main", type="two_dot") == []


def test_ref_expressions(lakefs: Place) -> None:
    commits = [lakefs.put_and_commit("a.csv", bytes([number])) for number in range(3)]
    lakefs.tag("v1.0", commits[1])
    get = lakefs.client.commits_api.get_commit
    for ref, expected in {
        "main": commits[2],
        "main~": commits[1],
        "main~1~1": commits[0],
        "main^": commits[1],
        "main^0": commits[2],
        "v1.0": commits[1],
        "v1.0~1": commits[0],
        f"{commits[2]}~2": commits[0],
        commits[0][:12]: commits[0],
    }.items():
        assert get(lakefs.repository, ref).id == expected, ref
    for ref in ("nope", "main~99", "main~4", commits[0].upper()):
        assert refused(partial(get, lakefs.repository, ref)) == (404, "commit not found")
    assert refused(lambda: listed(lakefs, "main^2"))[0] == 400
    assert refused(lambda: get(lakefs.repository, "main^2"))[0] == 500


@pytest.mark.parametrize("ref", ["nope", "nope~1", "main~9", "feedc0de"])
def test_what_is_not_there(lakefs: Place, ref: str) -> None:
    assert refused(lambda: listed(lakefs, ref)) == (404, "not found")
    assert refused(lambda: read(lakefs, "a.csv", ref)) == (404, "not found")
    branches, repositories = lakefs.client.branches_api, lakefs.client.repositories_api
    missing = refused(lambda: branches.get_branch(lakefs.repository, "nope"))
    assert missing == (404, "branch not found")
    missing = refused(lambda: repositories.get_repository("never-was"))
    assert missing == (404, "repository not found")
