"""A file that is written by rename is there as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.files import write_by_rename


def test_it_replaces_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "card.json"
    file.write_bytes(b"old")
    with file.open("rb") as reader:
        write_by_rename(file, b"new")
        assert reader.read() == b"old"
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_fault_in_the_middle_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "card.json"
    file.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write_by_rename(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
