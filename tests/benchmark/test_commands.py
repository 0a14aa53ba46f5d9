"""The command line: sub-commands, what none of them means, and all of them on one walk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import orchestration.benchmark.__main__ as command
from orchestration.benchmark import everything, rebuild
from orchestration.benchmark.goal import Goal
from orchestration.benchmark.options import Options
from orchestration.benchmark.part import Part
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.session import Session, session
from orchestration.benchmark.walk import Walk, reveal


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ([], ["all"]),
        (["--days", "4"], ["all", "--days", "4"]),
        (["history", "--days", "4"], ["history", "--days", "4"]),
        (["--help"], ["--help"]),
    ],
)
def test_no_sub_command_means_all(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], given: list[str]
) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(command, "app", lambda each, **_: seen.append(each))
    command.main(arguments)
    assert seen == [given]


def test_a_fault_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(SystemExit, match=r"^error: --days 0: give whole days from 1"):
        command.main(["curves", "--days", "0"])


def test_reveals_whole_days_in_order(tmp_path: Path) -> None:
    files, source = tmp_path / "files", tmp_path / "source"
    for day in ("2025-03-03", "2025-03-04", "2025-03-05"):
        (files / day).mkdir(parents=True)
        (files / day / "a.csv").write_text(day, encoding="utf-8")
    reveal(files, source, 1, 2)
    assert sorted(path.name for path in source.iterdir()) == ["2025-03-03", "2025-03-04"]
    reveal(files, source, 3, 3)
    assert (source / "2025-03-05" / "a.csv").samefile(files / "2025-03-05" / "a.csv")


def test_all_shares_one_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path))
    asked: dict[str, object] = {}

    def go(walk: Walk) -> None:
        asked.update(days=sorted(walk._daily), tasks=sorted(walk._tasks), last=walk.last_day)
        asked.update(before={day: len(tasks) for day, tasks in walk._just_before.items()})
        raise StepFailed("far enough")

    def measured(_running: Session, place: object, rows: int, _seed: int) -> None:
        asked.update(rows=rows)

    monkeypatch.setattr(Walk, "go", go)
    monkeypatch.setattr(rebuild, "measure", measured)
    with pytest.raises(StepFailed, match="far enough"):
        everything.everything(rows=1000, days=2, points="1,7", training_days=4, vehicles=2)
    # History: a copy after 2 and days 9 to 13, before each of them one from 3 on beside it, and a
    # rebuild before all; idle after 2, training after 4. Curves: the days after 1 and 7.
    assert asked == {
        "rows": 1000,
        "days": [2, 8, 9, 10, 11, 12, 13],
        "tasks": [1, 2, 4, 7],
        "last": 13,
        "before": {9: 2, 10: 1, 11: 1, 12: 1, 13: 1},
    }
    assert not list((tmp_path / "benchmark").iterdir())


@pytest.mark.parametrize(("value", "fails"), [(1.0, False), (2.5, True)])
def test_check_fails_on_a_missed_goal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: float, fails: bool
) -> None:
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path / "data"))
    part = Part("some", "Some", {"x": 1}, [Goal("g", "s", 2, "x", value, True)], [], "note")
    options = Options(work_dir=tmp_path, check=True, temp_dir=tmp_path / "fast")
    ended = None
    try:
        with session(1, options) as running:
            spill = running.place.settings.temp_path
            assert spill.parent == tmp_path / "fast"
            running.conclude(part)
    except SystemExit as error:
        ended = error.code
    assert ended == (1 if fails else None)
    assert not spill.exists()
    written = json.loads((tmp_path / "data" / "benchmark" / "some.json").read_text())
    assert written["x"] == 1 and written["goals"][0]["met"] is not fails
