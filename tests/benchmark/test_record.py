"""A record survives its file, and what cannot be compared is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import read_record, write_record
from orchestration.benchmark.run import repeated, same_rows
from tests.benchmark.records import record, step


def test_reads_what_was_written(tmp_path: Path) -> None:
    written = record()
    path = write_record(written, {"paths": []}, tmp_path / "new")
    assert path == tmp_path / "new" / "rows-10000000.json"
    assert read_record(tmp_path / "new", 10_000_000) == written
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"figures": {}, "steps": []}'])
def test_what_is_no_record_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "rows-5.json").write_text(content, encoding="utf-8")
    assert read_record(tmp_path, 5) is None
    assert read_record(tmp_path, 6) is None


def test_the_median_run_counts() -> None:
    seconds = iter([5.0, 1.0, 2.0])
    median = repeated(lambda: step("start_up", next(seconds), 0.0, 0.0))
    assert median.seconds == 2.0
    assert median.repeats == [1.0, 2.0, 5.0]


def test_steps_must_have_seen_the_same_rows() -> None:
    steps = [step("simulate", 1, 1, 1, rows=20), step("train", 1, 1, 1)]
    assert same_rows(steps) == 20
    with pytest.raises(StepFailed, match="simulate 20, ingest 19"):
        same_rows([*steps, step("ingest", 1, 1, 1, rows=19)])
