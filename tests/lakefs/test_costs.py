"""Upper bounds on what reading from lakeFS costs; `benchmark` has the figures at full size."""

from __future__ import annotations

from pathlib import Path

from tests.lakefs import measuring


def test_one_changed_object_of_two_thousand_is_a_handful_of_requests(tmp_path: Path) -> None:
    asked = measuring.requests_of_a_small_change(2000, tmp_path)
    assert asked.pop("list_objects") == 2  # pages of 1,000
    assert asked.pop("get_object") == 1
    assert sum(asked.values()) <= 10


def test_a_large_object_needs_little_memory(tmp_path: Path) -> None:
    assert measuring.memory_of_a_large_object(256 << 20, tmp_path) <= 100 << 20


def test_waiting_is_shared(tmp_path: Path) -> None:
    """At 40 ms a request, 200 objects one by one cost at least 8 s of waiting alone."""
    with measuring.double_apart(objects=200, size_bytes=10_000, latency_ms=40) as config:
        assert measuring.source_s(config, tmp_path / "objects") < 8 / 4
