"""What lakeFS does when it is written to, asked of the double and of a real server if named."""

from __future__ import annotations

from lakefs_sdk.models.commit_creation import CommitCreation
from lakefs_sdk.models.path_list import PathList
from lakefs_sdk.models.reset_creation import ResetCreation

from tests.lakefs.conftest import Place
from tests.lakefs.double.asking import differences, listed, read, refused


def test_a_commit_says_what_it_is(lakefs: Place) -> None:
    first = lakefs.head()
    lakefs.put("a.csv", b"1")
    made = lakefs.commit("a message", metadata={"run": "7"})
    commit = lakefs.client.commits_api.get_commit(lakefs.repository, made)
    assert (commit.id, commit.parents, commit.message) == (made, [first], "a message")
    assert (commit.metadata, commit.generation) == ({"run": "7"}, 2)
    assert lakefs.head() == made


def test_commits_may_share_a_date(lakefs: Place) -> None:
    for path in ("a.csv", "b.csv"):
        lakefs.put(path, b"1")
        dated = CommitCreation.from_dict({"message": path, "date": 1_741_000_000})
        made = lakefs.client.commits_api.commit(lakefs.repository, "main", dated)
        assert made.creation_date == 1_741_000_000


def test_a_commit_needs_a_change(lakefs: Place) -> None:
    nothing = (400, "commit: no changes")
    assert refused(lakefs.commit) == nothing
    lakefs.put_and_commit("a.csv", b"1")
    lakefs.put("a.csv", b"1")
    assert refused(lakefs.commit) == nothing
    lakefs.put("b.csv", b"1")
    lakefs.remove("b.csv")
    lakefs.remove("never-was.csv")
    assert refused(lakefs.commit) == nothing
    assert refused(lambda: lakefs.commit(branch="nope"))[0] == 404


def test_an_upload_may_ask_not_to_overwrite(lakefs: Place) -> None:
    upload = lakefs.client.objects_api.upload_object
    made = upload(lakefs.repository, "main", "a.csv", if_none_match="*", content=b"12")
    assert (made.path, made.size_bytes, made.checksum) == (
        "a.csv",
        2,
        "c20ad4d76fe97759aa27a0c99bff6710",
    )
    assert refused(
        lambda: upload(lakefs.repository, "main", "a.csv", if_none_match="*", content=b"3")
    ) == (412, "path already exists")
    assert read(lakefs, "a.csv") == b"12"
    missing = refused(lambda: lakefs.put("a.csv", b"1", branch="nope"))
    assert missing == (404, "branch 'nope' not found")


def test_removing_many_objects(lakefs: Place) -> None:
    for path in ("a.csv", "b.csv", "c.csv"):
        lakefs.put(path, b"1")
    lakefs.commit()
    asked = PathList.from_dict({"paths": ["a.csv", "b.csv", "never-was.csv"]})
    done = lakefs.client.objects_api.delete_objects(lakefs.repository, "main", asked)
    assert done.errors == []
    assert listed(lakefs) == ["c.csv"]


def test_staged_writes_can_be_forgotten(lakefs: Place) -> None:
    lakefs.put_and_commit("a.csv", b"1")
    for path in ("a.csv", "b/1.csv", "b/2.csv", "c.csv"):
        lakefs.put(path, b"2")
    for asked, left in (
        ({"type": "common_prefix", "path": "b/"}, ["a.csv", "c.csv"]),
        ({"type": "object", "path": "c.csv"}, ["a.csv"]),
        ({"type": "reset"}, ["a.csv"]),
    ):
        branches = lakefs.client.branches_api
        branches.reset_branch(lakefs.repository, "main", ResetCreation.from_dict(asked))
        assert listed(lakefs) == left
    assert read(lakefs, "a.csv") == b"1"


def test_a_head_that_is_moved_back(lakefs: Place) -> None:
    first = lakefs.put_and_commit("a.csv", b"1")
    lakefs.put("a.csv", b"2")
    second = lakefs.put_and_commit("b.csv", b"2")
    lakefs.put("staged.csv", b"3")
    lakefs.move_head("main~1")
    assert lakefs.head() == first
    assert listed(lakefs) == ["a.csv", "staged.csv"]
    assert read(lakefs, "b.csv", second) == b"2"
    two = differences(lakefs, second, "main", type="two_dot")
    assert two == [("changed", "a.csv"), ("removed", "b.csv")]
    assert differences(lakefs, second, "main") == []
    assert differences(lakefs, "main", second) == [("changed", "a.csv"), ("added", "b.csv")]
    assert differences(lakefs, second, "main", type="two_dot", prefix="b", amount=1) == [two[1]]
    message = "hard-reset main to nope: not found"
    assert refused(lambda: lakefs.move_head("nope")) == (404, message)


def test_branches(lakefs: Place) -> None:
    first = lakefs.put_and_commit("a.csv", b"1")
    lakefs.put("staged.csv", b"2")
    assert lakefs.branch("night", "main") == first
    assert listed(lakefs, "night") == ["a.csv"]
    assert refused(lambda: lakefs.branch("night")) == (409, "branch already exists: not unique")
    assert refused(lambda: lakefs.branch("a/b"))[0] == 400
    assert refused(lambda: lakefs.branch("other", "nope"))[0] == 404
    page = lakefs.client.branches_api.list_branches(lakefs.repository)
    assert [(item.id, item.commit_id) for item in page.results] == [
        ("main", first),
        ("night", first),
    ]
    lakefs.delete_branch("night")
    assert refused(lambda: lakefs.delete_branch("night")) == (404, "branch not found")
    assert refused(lambda: lakefs.delete_branch("main"))[0] == 403


def test_tags(lakefs: Place) -> None:
    first = lakefs.put_and_commit("a.csv", b"1")
    assert lakefs.tag("v1.0", "main") == first
    exists = (409, "tag already exists: not unique")
    assert refused(lambda: lakefs.tag("v1.0", "main")) == exists
    assert refused(lambda: lakefs.tag("main", first))[0] == 409
    assert refused(lambda: lakefs.branch("v1.0"))[0] in (400, 409)
    assert refused(lambda: lakefs.tag("other", "nope"))[0] == 404
    tags = lakefs.client.tags_api
    assert tags.get_tag(lakefs.repository, "v1.0").commit_id == first
    tags.delete_tag(lakefs.repository, "v1.0")
    assert refused(lambda: tags.get_tag(lakefs.repository, "v1.0")) == (404, "tag not found")
