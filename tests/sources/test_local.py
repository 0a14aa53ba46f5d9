"""The local folder as a source."""

from __future__ import annotations

import hashlib
import json
import os
import time
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import SourceError
from orchestration.settings import Settings
from orchestration.sources import make_source
from orchestration.sources.local import LocalSource


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root" / "real_data" / "2025-03-03").mkdir(parents=True)
    (tmp_path / "root" / "real_data" / "b.csv").write_bytes(b"bb")
    (tmp_path / "root" / "real_data" / "2025-03-03" / "FL 01.csv").write_bytes(b"a")
    return tmp_path / "root"


@pytest.fixture
def source(root: Path) -> LocalSource:
    return LocalSource(root, root.parent / "data" / "hashes.json")


def test_lists_keys_sizes_and_hashes(source: LocalSource) -> None:
    version = source.resolve()
    objects = source.list(version)
    assert [(item.path, item.size_bytes, item.checksum) for item in objects] == [
        ("real_data/2025-03-03/FL 01.csv", 1, sha256(b"a")),
        ("real_data/b.csv", 2, sha256(b"bb")),
    ]
    assert version.source == "local"
    assert version.ref == version.id


def test_version_is_the_hash_of_the_listing(source: LocalSource) -> None:
    listing = (
        f"real_data/2025-03-03/FL 01.csv\0001\0{sha256(b'a')}\n"
        f"real_data/b.csv\0002\0{sha256(b'bb')}\n"
    )
    assert source.resolve().id == sha256(listing.encode())


def test_version_follows_content_and_names_only(source: LocalSource, root: Path) -> None:
    first = source.resolve().id
    os.utime(root / "real_data" / "b.csv", (1, 1))
    (root / "real_data" / "notes.txt").write_text("x")
    assert source.resolve().id == first
    (root / "real_data" / "b.csv").write_bytes(b"cc")
    second = source.resolve().id
    (root / "real_data" / "b.csv").rename(root / "real_data" / "c.csv")
    assert len({first, second, source.resolve().id}) == 3


def test_sorted_by_the_bytes_of_the_path(source: LocalSource, root: Path) -> None:
    for name in ("é.csv", "Z.csv", "a b.csv", "🚜.csv", "a.csv", "a/x.csv", "a-b.csv"):
        (root / "real_data" / name).parent.mkdir(exist_ok=True)
        (root / "real_data" / name).write_bytes(b"")
    paths = [item.path for item in source.list(source.resolve())]
    assert paths == sorted(paths, key=str.encode)
    assert len(paths) == 9


def test_only_telemetry_is_listed(source: LocalSource, root: Path) -> None:
    folder = root / "real_data"
    for name in ("c.CSV", "d.csv.gz", "e.parquet", ".f.csv", "g.csv.tmp", "h.json", "csv"):
        (folder / name).write_bytes(b"")
    (folder / "dir.csv").mkdir()
    (folder / ".cache").mkdir()
    (folder / ".cache" / "i.csv").write_bytes(b"")
    (root / "real_data_old").mkdir()
    (root / "real_data_old" / "j.csv").write_bytes(b"")
    version = source.resolve()
    assert [Path(item.path).name for item in source.list(version)] == [
        "FL 01.csv", "b.csv", "c.CSV", "d.csv.gz", "e.parquet",
    ]  # fmt: skip
    assert version.metadata["ignored_files"] == "3"


def test_missing_folder(tmp_path: Path) -> None:
    source = LocalSource(tmp_path / "nowhere", tmp_path / "hashes.json")
    with pytest.raises(
        SourceError, match=r"nowhere/real_data: no such folder.*FORKLIFT_LOCAL_ROOT"
    ):
        source.resolve()


def test_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "real_data").mkdir()
    (tmp_path / "real_data" / "notes.txt").write_text("x")
    source = LocalSource(tmp_path, tmp_path / "hashes.json")
    with pytest.raises(SourceError, match=r"real_data: empty folder, .*\(1 other files\)"):
        source.resolve()


def test_refs(source: LocalSource) -> None:
    version = source.resolve()
    assert source.resolve(version.id) == version
    with pytest.raises(SourceError, match="has no version 'main'"):
        source.resolve("main")


def test_fetch_gives_the_files(source: LocalSource, root: Path) -> None:
    version = source.resolve()
    objects = source.list(version)
    fetched = {item.object.path: item for item in source.fetch(version, objects[1:])}
    item = fetched.pop("real_data/b.csv")
    assert (item.local_path.read_bytes(), item.sha256) == (b"bb", sha256(b"bb"))
    assert fetched == {}


@pytest.mark.parametrize("change", ["grown", "touched", "gone"])
def test_change_between_list_and_fetch(source: LocalSource, root: Path, change: str) -> None:
    version = source.resolve()
    objects = source.list(version)
    file = root / "real_data" / "b.csv"
    if change == "grown":
        file.write_bytes(b"bbb")
    elif change == "touched":
        os.utime(file, ns=(1, 1))
    else:
        file.unlink()
    with pytest.raises(SourceError, match=r"^real_data/b\.csv: .* since it was listed"):
        list(source.fetch(version, objects))


def age(root: Path) -> None:
    """Make the files older than the moment in which a change could go unseen."""
    old = time.time_ns() - 10**11
    for file in root.rglob("*.csv"):
        os.utime(file, ns=(old, old))


def test_hashes_are_remembered(
    source: LocalSource, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age(root)
    version = source.resolve()
    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "file_digest", None)  # would fail if a file were read
        assert source.resolve() == version
    file = root / "real_data" / "b.csv"
    file.write_bytes(b"xy")
    assert source.resolve().id != version.id
    cache = json.loads((root.parent / "data" / "hashes.json").read_text())
    assert list(cache) == [str(root / "real_data" / "2025-03-03" / "FL 01.csv")]


def test_file_that_cannot_be_read(
    source: LocalSource, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(content: FileIO, name: str) -> Any:
        if content.name == str(root / "real_data" / "b.csv"):
            raise OSError(5, "Input/output error")  # without a file name, as reads raise it
        return whole(content, name)

    whole = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", failing)
    with pytest.raises(SourceError, match=r"real_data/b\.csv: cannot be read: Input/output error$"):
        source.resolve()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"a": 1}', b"\xff\xfe", None])
def test_damaged_cache_is_rebuilt(source: LocalSource, root: Path, content: bytes | None) -> None:
    age(root)
    version = source.resolve()
    cache = root.parent / "data" / "hashes.json"
    whole = cache.read_bytes()
    cache.unlink() if content is None else cache.write_bytes(content)
    assert source.resolve() == version
    assert cache.read_bytes() == whole
    assert [file.name for file in cache.parent.iterdir()] == ["hashes.json"]


def test_factory(root: Path) -> None:
    settings = Settings(
        _env_file=None,
        local_root=root,
        data_dir=root.parent / "data",
    )
    assert len(make_source(settings).list(make_source(settings).resolve())) == 2
