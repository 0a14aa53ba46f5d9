"""What a long download says of itself."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest

from orchestration.sources import progress
from orchestration.sources.progress import Progress


def test_the_line() -> None:
    seen = Progress(objects=2000, size_bytes=200_000_000)
    seen.advance(size_bytes=12_000_000, objects=120)
    # 12 MB in 4 s is 3 MB/s; 188 MB are left, 62.7 s of them
    assert seen.line(4.0) == (
        "downloading: 120 of 2,000 objects, 12.0 of 200.0 MB, 3.0 MB/s, 63 s left"
    )


def test_it_speaks_seldom(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, 4.9, 5.1, 9.9, 10.2])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    seen = Progress(objects=5, size_bytes=5)
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            seen.advance(size_bytes=1, objects=1)
    assert [line.split(",")[0] for line in caplog.messages] == [
        "downloading: 3 of 5 objects",
        "downloading: 5 of 5 objects",
    ]
