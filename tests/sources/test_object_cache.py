"""The cache of downloaded objects: what it promises when runs overlap, die or fill it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.sources.object_cache import Lease, ObjectCache


def put(cache: ObjectCache, lease: Lease, key: str, content: bytes) -> Path:
    held = lease.new_path()
    held.write_bytes(content)
    cache.add(key, held, hashlib.sha256(content).hexdigest())
    return held


def blobs(root: Path) -> list[Path]:
    return sorted((root / "blobs").iterdir())


@pytest.fixture
def cache(tmp_path: Path) -> ObjectCache:
    return ObjectCache(tmp_path / "objects", limit_bytes=1000)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "objects"


def test_what_was_added_is_found_by_its_key_and_size_alone(cache: ObjectCache) -> None:
    with_lease = cache.lease()
    put(cache, with_lease, "k", b"abc")
    found = cache.take("k", 3, cache.lease())
    assert found is not None
    path, sha256 = found
    assert path.read_bytes() == b"abc"
    # SHA-256 of "abc", from FIPS 180-2, appendix B.1
    assert sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert cache.take("other", 3, cache.lease()) is None


def test_equal_contents_of_one_name_are_kept_once(cache: ObjectCache, root: Path) -> None:
    lease = cache.lease()
    put(cache, lease, "a", b"same")
    put(cache, lease, "a", b"same")
    assert len(blobs(root)) == 1


def test_damaged_content_is_never_given_out(cache: ObjectCache, root: Path) -> None:
    put(cache, cache.lease(), "k", b"abc")
    blobs(root)[0].write_bytes(b"abd")
    lease = cache.lease()
    assert cache.take("k", 3, lease) is None
    assert blobs(root) == []
    put(cache, lease, "k", b"abc")  # and the way is free for the right content
    assert cache.take("k", 3, lease) is not None


def test_a_file_that_is_not_ours_is_passed_over(cache: ObjectCache, root: Path) -> None:
    put(cache, cache.lease(), "k", b"abc")
    (root / "blobs" / "notes.txt").write_text("x")
    assert cache.take("k", 3, cache.lease()) is not None


def test_the_least_recently_used_go_first(cache: ObjectCache, root: Path) -> None:
    lease = cache.lease()
    for number, key in enumerate("abc"):
        put(cache, lease, key, key.encode() * 400)
        os.utime(blobs_of(root, key), (number, number))
    cache.take("a", 400, lease)  # now the newest
    cache.trim()
    assert [cache.take(key, 400, lease) is not None for key in "abc"] == [True, False, True]


def blobs_of(root: Path, key: str) -> Path:
    return next((root / "blobs").glob(f"{hashlib.sha256(key.encode()).hexdigest()}-*"))


def test_trimming_and_deleting_take_nothing_from_a_reader(root: Path) -> None:
    full = ObjectCache(root, limit_bytes=0)
    lease = full.lease()
    held = put(full, lease, "k", b"abc")
    full.trim()
    assert blobs(root) == []
    assert held.read_bytes() == b"abc"
    assert full.take("k", 3, lease) is None


def test_a_released_lease_leaves_nothing(cache: ObjectCache, root: Path) -> None:
    lease = cache.lease()
    put(cache, lease, "k", b"abc")
    lease.release()
    assert list((root / "in_use").iterdir()) == []


def test_what_a_killed_reader_held_is_swept_and_the_living_keep_theirs(
    cache: ObjectCache, root: Path
) -> None:
    program = (
        "import os, sys; from pathlib import Path;"
        "from orchestration.sources.object_cache import ObjectCache;"
        "lease = ObjectCache(Path(sys.argv[1]), 1).lease();"
        "lease.new_path().write_bytes(b'x'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(root)], check=False)
    dead = [path for path in (root / "in_use").iterdir() if path.is_dir()]
    assert len(dead) == 1
    living = cache.lease()
    held = put(cache, living, "k", b"abc")
    cache.lease()
    assert not dead[0].exists()
    assert held.read_bytes() == b"abc"
