"""A lakeFS repository as a source: what is pinned, listed and fetched.

The same tests run against the double and, where one is named, a real server.
"""

from __future__ import annotations

import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orchestration.errors import SourceError
from orchestration.lakefs import client
from orchestration.sources import download
from orchestration.sources.lakefs import LakeFSSource
from orchestration.sources.object_cache import ObjectCache
from orchestration.sources.protocol import Version
from tests.lakefs.conftest import Place
from tests.lakefs.reading import config_of


@pytest.fixture
def source(lakefs: Place, tmp_path: Path) -> LakeFSSource:
    return LakeFSSource(config_of(lakefs), tmp_path / "objects")


def contents(source: LakeFSSource, version: Version) -> dict[str, bytes]:
    """Everything at a version, by key; sizes and hashes are judged on the way."""
    found = {}
    for fetched in source.fetch(version, source.list(version)):
        content = fetched.local_path.read_bytes()
        assert len(content) == fetched.object.size_bytes
        assert hashlib.sha256(content).hexdigest() == fetched.sha256
        found[fetched.object.path] = content
    return found


def test_a_branch_means_its_head_without_what_is_staged(
    lakefs: Place, source: LakeFSSource
) -> None:
    lakefs.put("real_data/a.csv", b"committed")
    head = lakefs.commit("first", metadata={"shift": "early"})
    lakefs.put("real_data/a.csv", b"staged")
    lakefs.put("real_data/b.csv", b"staged")
    version = source.resolve()
    assert (version.id, version.source, version.ref) == (head, "lakefs", "main")
    assert version.message == "first"
    assert version.metadata["commit/shift"] == "early"
    assert version.created_at is not None
    assert contents(source, version) == {"real_data/a.csv": b"committed"}


def test_a_version_stays_what_it_was(lakefs: Place, source: LakeFSSource) -> None:
    lakefs.put("real_data/a.csv", b"1")
    first = lakefs.commit()
    pinned = source.resolve()
    lakefs.put("real_data/a.csv", b"2")
    lakefs.put("real_data/b.csv", b"3")
    second = lakefs.commit()
    assert pinned.id == first
    assert contents(source, pinned) == {"real_data/a.csv": b"1"}
    assert source.resolve().id == second
    lakefs.move_head(first)
    assert source.resolve().id == first


def test_every_kind_of_ref(lakefs: Place, source: LakeFSSource) -> None:
    lakefs.put("real_data/a.csv", b"1")
    first = lakefs.commit()
    lakefs.tag("released", first)
    lakefs.put("real_data/a.csv", b"2")
    second = lakefs.commit()
    for ref, expected in {
        "main": second,
        "main~1": first,
        first: first,
        first[:16]: first,
        "released": first,
        f"{second}~1": first,
    }.items():
        version = source.resolve(ref)
        assert (version.id, version.ref) == (expected, ref)


def test_which_keys_are_telemetry(lakefs: Place, source: LakeFSSource) -> None:
    taken = [
        "real_data/2025 03 03/FL+01 & co.csv",
        "real_data/../up.csv",
        "real_data//double.csv",
        "real_data/a.csv",
        "real_data/a.csv/b.csv",
        "real_data/b.CSV.GZ",
        "real_data/c.parquet",
        "real_data/gabelstapler-ä.csv",
        "real_data/叉车.csv",
        "real_data/🚜.csv",
    ]
    passed_over = [
        "/real_data/x.csv",
        "../real_data/x.csv",
        "real_data_old/x.csv",
        "real_data.csv",
        "real_data/.hidden/x.csv",
        "real_data/.x.csv",
        "real_data/notes.txt",
    ]
    for path in [*taken, *passed_over]:
        lakefs.put(path, path.encode())
    lakefs.put("real_data/folder/", b"")
    lakefs.commit()
    version = source.resolve()
    assert [item.path for item in source.list(version)] == sorted(taken, key=str.encode)
    assert contents(source, version) == {path: path.encode() for path in taken}


def test_listings_of_several_pages(
    lakefs: Place, source: LakeFSSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE", 3)
    paths = [f"real_data/{number:02}.csv" for number in range(10)]
    for path in paths:
        lakefs.put(path, b"x")
    lakefs.commit()
    assert [item.path for item in source.list(source.resolve())] == paths


def test_objects_of_many_parts_and_of_none(
    lakefs: Place, source: LakeFSSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "PART_BYTES", 1000)
    sizes = (0, 1, 999, 1000, 1001, 2000, 25_500)
    expected = {
        f"real_data/{size}.csv": bytes((size + i * 7) % 251 for i in range(size)) for size in sizes
    }
    for path, content in expected.items():
        lakefs.put(path, content)
    lakefs.commit()
    assert contents(source, source.resolve()) == expected


def test_nothing_is_downloaded_twice(lakefs: Place, tmp_path: Path) -> None:
    lakefs.put("real_data/a.csv", b"a")
    lakefs.put_and_commit("real_data/b.csv", b"b")
    lakefs.put_and_commit("real_data/copy of b.csv", b"b")
    for ref, downloads in (("main~1", 2), ("main~1", 2), ("main", 2)):
        source = LakeFSSource(config_of(lakefs), tmp_path / "objects")
        assert contents(source, source.resolve(ref))["real_data/b.csv"] == b"b"
        if lakefs.double:
            assert lakefs.double.count("get_object") == downloads


def test_the_cache_may_go_at_any_time(lakefs: Place, tmp_path: Path) -> None:
    lakefs.put("real_data/a.csv", b"a")
    lakefs.put("real_data/b.csv", b"b")
    lakefs.commit()
    source = LakeFSSource(config_of(lakefs, cache_gb=0), tmp_path / "objects")
    version = source.resolve()
    for _ in range(2):
        held = [fetched.local_path for fetched in source.fetch(version, source.list(version))]
        assert sorted(path.read_bytes() for path in held) == [b"a", b"b"]
    assert list((tmp_path / "objects" / "blobs").iterdir()) == []


@pytest.mark.parametrize("ref", ["no-such-branch", "main~7", "0" * 64])
def test_an_unknown_ref_is_named(lakefs: Place, source: LakeFSSource, ref: str) -> None:
    with pytest.raises(SourceError) as caught:
        source.resolve(ref)
    told = str(caught.value)
    assert f"lakefs://{lakefs.repository}/{ref} at {lakefs.endpoint}" in told
    assert "404" in told
    assert "\n" not in told


def test_wrong_credentials_are_said_without_showing_them(lakefs: Place, tmp_path: Path) -> None:
    source = LakeFSSource(
        config_of(lakefs, secret_access_key="not-the-secret"), tmp_path / "objects"
    )
    with pytest.raises(SourceError, match="401 Unauthorized") as caught:
        source.resolve()
    assert "FORKLIFT_LAKEFS_SECRET_ACCESS_KEY" in str(caught.value)
    assert "not-the-secret" not in str(caught.value)


def test_a_prefix_without_telemetry_is_an_error(lakefs: Place, source: LakeFSSource) -> None:
    lakefs.put("real_data/notes.txt", b"x")
    lakefs.commit()
    with pytest.raises(SourceError, match=r"no \*.csv.*1 other objects.*FORKLIFT_LAKEFS_PREFIX"):
        source.list(source.resolve())


def test_other_prefixes(lakefs: Place, tmp_path: Path) -> None:
    lakefs.put("sites/gent/a.csv", b"a")
    lakefs.put("sites/ghent/b.csv", b"b")
    lakefs.commit()
    for prefix, expected in {
        "sites/gent": ["sites/gent/a.csv"],
        "sites/": ["sites/gent/a.csv", "sites/ghent/b.csv"],
        "": ["sites/gent/a.csv", "sites/ghent/b.csv"],
    }.items():
        source = LakeFSSource(config_of(lakefs, prefix=prefix), tmp_path / "objects")
        assert [item.path for item in source.list(source.resolve())] == expected


def test_endpoints_with_and_without_the_path_of_the_api(lakefs: Place, tmp_path: Path) -> None:
    lakefs.put("real_data/a.csv", b"a")
    head = lakefs.commit()
    for endpoint in (lakefs.endpoint, f"{lakefs.endpoint}/", f"{lakefs.endpoint}/api/v1"):
        source = LakeFSSource(config_of(lakefs, endpoint=endpoint), tmp_path / "objects")
        assert source.resolve().id == head


def test_signed_urls_that_the_storage_does_not_offer(lakefs: Place, tmp_path: Path) -> None:
    lakefs.put("real_data/a.csv", b"a")
    lakefs.commit()
    source = LakeFSSource(config_of(lakefs, presign=True), tmp_path / "objects")
    version = source.resolve()
    with pytest.raises(SourceError, match="FORKLIFT_LAKEFS_PRESIGN"):
        list(source.fetch(version, source.list(version)))


def test_runs_at_the_same_time_share_the_cache(lakefs: Place, tmp_path: Path) -> None:
    """With room for almost nothing, each trims what the others have just put there."""
    expected = {f"real_data/{n}.csv": bytes([n]) * 1000 for n in range(8)}
    for path, content in expected.items():
        lakefs.put(path, content)
    lakefs.commit()

    def run(_: int) -> dict[str, bytes]:
        source = LakeFSSource(config_of(lakefs, cache_gb=2e-6), tmp_path / "objects")
        return contents(source, source.resolve())

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(12))) == [expected] * 12


def test_a_full_disk_is_said(
    lakefs: Place, source: LakeFSSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    lakefs.put_and_commit("real_data/a.csv", b"a")
    version = source.resolve()
    monkeypatch.setattr(ObjectCache, "add", full)
    with pytest.raises(SourceError, match=r"objects: no space left.*FORKLIFT_DATA_DIR"):
        list(source.fetch(version, source.list(version)))
