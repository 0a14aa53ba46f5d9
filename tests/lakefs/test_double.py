"""What lakeFS does when it is read, asked of the double and of a real server where one is named.

Its refs, writing and merging have modules of their own in `double`, as have the knobs.
"""

from __future__ import annotations

import hashlib
from typing import Any

from lakefs_sdk.client import LakeFSClient
from lakefs_sdk.configuration import Configuration

from tests.lakefs.conftest import Place
from tests.lakefs.double.asking import fetch, listed, read, refused

KEYS = ["../up.csv", "/lead.csv", "a b.csv", "a+b&c=d.csv", "a/", "a/b", "a/c/d", "a~^@.csv"]
UNICODE = ["z.csv", "ä.csv", "叉车.csv", "🚜.csv"]


def test_credentials_are_checked_but_for_the_health_check(lakefs: Place) -> None:
    keys = Configuration(host=lakefs.endpoint, username=lakefs.access_key_id, password="no")
    stranger = LakeFSClient(keys)  # type: ignore[no-untyped-call]
    stranger.health_check_api.health_check()
    for action in (
        stranger.config_api.get_config,
        lambda: stranger.branches_api.get_branch(lakefs.repository, "main"),
    ):
        assert refused(action) == (401, "error authenticating request")
    lakefs.client.config_api.get_config()


def test_a_new_repository_has_one_empty_commit(lakefs: Place) -> None:
    repository = lakefs.client.repositories_api.get_repository(lakefs.repository)
    assert (repository.default_branch, repository.id) == ("main", lakefs.repository)
    first = lakefs.client.commits_api.get_commit(lakefs.repository, "main")
    assert (first.parents, first.message, first.generation) == ([], "Repository created", 1)
    assert (first.meta_range_id, first.metadata) == ("", {})
    assert len(first.id) == 64
    assert first.id == lakefs.head()
    assert listed(lakefs) == []


def test_a_listing_is_in_byte_order_and_comes_in_pages(lakefs: Place) -> None:
    for key in reversed(KEYS + UNICODE):
        lakefs.put(key, b"" if key.endswith("/") else b"x")
    lakefs.commit()
    expected = sorted(KEYS + UNICODE, key=str.encode)
    assert listed(lakefs) == expected
    found: list[str] = []
    more, after = True, ""
    while more:
        page = lakefs.client.objects_api.list_objects(
            lakefs.repository, "main", amount=5, after=after
        )
        found += [item.path for item in page.results]
        more, after = page.pagination.has_more, page.pagination.next_offset
        assert (page.pagination.results, page.pagination.max_per_page) == (len(page.results), 1000)
        assert after == (found[-1] if more else "")
    assert found == expected
    assert [read(lakefs, key) for key in ("/lead.csv", "a/", "🚜.csv")] == [b"x", b"", b"x"]


def test_a_page_has_100_objects_unless_said_otherwise(lakefs: Place) -> None:
    for number in range(101):
        lakefs.put(f"{number:03}", b"x")
    page = lakefs.client.objects_api.list_objects(lakefs.repository, "main")
    assert (len(page.results), page.pagination.next_offset) == (100, "099")
    assert len(listed(lakefs, amount=1000)) == 101


def test_a_prefix_is_a_plain_string(lakefs: Place) -> None:
    for key in ("real_data/a", "real_data/b/c", "real_data/b/d", "real_data_old/a", "z"):
        lakefs.put(key, b"x")
    assert listed(lakefs, prefix="real_data", after="real_data/b/c") == [
        "real_data/b/d",
        "real_data_old/a",
    ]
    assert listed(lakefs, prefix="none") == []
    assert listed(lakefs, delimiter="/") == ["real_data/", "real_data_old/", "z"]
    assert listed(lakefs, delimiter="/", amount=1, after="real_data/") == ["real_data_old/"]
    assert listed(lakefs, delimiter="/", prefix="real_data/") == ["real_data/a", "real_data/b/"]


def test_what_is_said_about_an_object(lakefs: Place) -> None:
    lakefs.put("a.csv", b"hello")
    md5 = hashlib.md5(b"hello", usedforsecurity=False).hexdigest()
    (item,) = lakefs.client.objects_api.list_objects(lakefs.repository, "main").results
    assert (item.path, item.path_type, item.checksum, item.size_bytes) == (
        "a.csv",
        "object",
        md5,
        5,
    )
    assert item.content_type == "application/octet-stream"
    stat = lakefs.client.objects_api.stat_object(lakefs.repository, "main", "a.csv")
    assert (stat.checksum, stat.size_bytes, stat.mtime) == (md5, 5, item.mtime)
    objects: Any = lakefs.client.objects_api
    head = objects.head_object_with_http_info(lakefs.repository, "main", "a.csv")
    assert (head.headers["ETag"], head.headers["Content-Length"]) == (f'"{md5}"', "5")


def test_ranges(lakefs: Place) -> None:
    lakefs.put("a.csv", b"hello")
    lakefs.put("empty.csv", b"")
    for asked, content, shown in (
        ("bytes=0-0", b"h", "bytes 0-0/5"),
        ("bytes=1-", b"ello", "bytes 1-4/5"),
        ("bytes=-2", b"lo", "bytes 3-4/5"),
        ("bytes=3-99", b"lo", "bytes 3-4/5"),
    ):
        answer = fetch(lakefs, "a.csv", range=asked)
        assert (answer.status_code, answer.data) == (206, content)
        assert answer.headers["Content-Range"] == shown
    unsatisfiable = (416, "Requested Range Not Satisfiable")
    assert refused(lambda: fetch(lakefs, "a.csv", range="bytes=5-9")) == unsatisfiable
    assert refused(lambda: fetch(lakefs, "empty.csv", range="bytes=0-0")) == unsatisfiable
    assert read(lakefs, "empty.csv") == b""


def test_reading_only_what_changed_by_its_etag(lakefs: Place) -> None:
    lakefs.put("a.csv", b"hello")
    etag = fetch(lakefs, "a.csv").headers["ETag"]
    assert refused(lambda: fetch(lakefs, "a.csv", if_none_match=etag))[0] == 304
    assert fetch(lakefs, "a.csv", if_none_match='"other"').data == b"hello"


def test_urls_are_signed_only_by_storage_that_can(lakefs: Place) -> None:
    lakefs.put("a.csv", b"hello")
    status, message = refused(lambda: fetch(lakefs, "a.csv", presign=True))
    assert (status, "operation not supported" in message) == (400, True)
