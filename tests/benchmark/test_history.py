"""Figures of a history equal those worked out by hand, and a small one is measured as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import orchestration.benchmark.run
from orchestration.benchmark.history import history
from orchestration.benchmark.history_figures import conclude
from orchestration.benchmark.sql_time import SqlTime, middle, sql_time
from orchestration.errors import SettingsError
from tests.benchmark.runs import START_UP, daily_run


def test_sql_time_apart_for_models_and_tests() -> None:
    time = sql_time(daily_run(1, models=3.0, tests=2.0).build, START_UP)
    # The build takes 3 + 2 + 5 s, 4 of them for dbt's start.
    assert time == SqlTime(models=3.0, tests=2.0, net_wall=6.0)
    assert time.both == 5.0


def test_the_median_is_of_each_time_by_itself() -> None:
    times = [SqlTime(1.0, 9.0, 5.0), SqlTime(2.0, 7.0, 4.0), SqlTime(9.0, 8.0, 3.0)]
    assert middle(times) == SqlTime(2.0, 8.0, 4.0)


def test_goals_by_hand() -> None:
    full = daily_run(61, models=80.0, tests=20.0, rows=6100)
    early = [daily_run(day, models, 2.0) for day, models in ((61, 4.0), (62, 5.0), (63, 30.0))]
    late = [daily_run(day, models, 2.5) for day, models in ((241, 6.0), (242, 1.0), (243, 8.0))]
    part = conclude(full, early, late, START_UP, vehicles=20)
    share, growth = part.goals
    # Medians 5 + 2 = 7 s and 6 + 2.5 = 8.5 s, against 80 + 20 = 100 s.
    assert share.value == pytest.approx(7.0)
    assert share.judged and share.met
    assert growth.value == pytest.approx(8.5 / 7)
    assert growth.judged and growth.met
    # Wall times less start-up: 7 + 1 s of 100 + 1 s.
    expected = {"models": 5 / 80, "tests": 2 / 20, "both": 0.07, "net_wall": 8 / 101}
    assert part.figures["daily_of_full"] == pytest.approx(expected)
    slow = conclude(full, [daily_run(61, 7.0, 2.0)] * 3, late, START_UP, vehicles=20)
    assert slow.goals[0].judged and not slow.goals[0].met


@pytest.mark.parametrize(
    ("days", "later", "vehicles", "judged"),
    [
        (60, 240, 20, [True, True]),
        (60, 120, 20, [True, False]),
        (60, 240, 6, [False, False]),
        (12, 48, 20, [False, False]),
    ],
)
def test_judged_at_full_size_only(days: int, later: int, vehicles: int, judged: list[bool]) -> None:
    early, late = ([daily_run(day + 1, 4.0, 2.0)] for day in (days, later))
    part = conclude(daily_run(days + 1, 80.0, 20.0), early, late, START_UP, vehicles=vehicles)
    assert [goal.judged for goal in part.goals] == judged


def test_the_later_history_must_be_longer() -> None:
    with pytest.raises(SettingsError, match=r"--later 12: give more than the 12 days of --days"):
        history(days=12, later=12)


@pytest.mark.timeout(900)
def test_measures_a_small_history_and_cleans_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(orchestration.benchmark.run, "REPEATS", 1)
    monkeypatch.setattr("orchestration.benchmark.history.REPEATS", 1)
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path))

    history(days=1, later=2, vehicles=2, check=True)

    [path] = (tmp_path / "benchmark").iterdir()
    written = json.loads(path.read_text(encoding="utf-8"))
    assert path.name == "history.json"
    full, [second], [third] = (
        written[key] for key in ("full_rebuild", "daily_after_days", "daily_after_later")
    )
    assert [run["day"] for run in (full, second, third)] == [2, 2, 3]
    # A rebuild reads all days so far, a daily run only the new one.
    assert full["ingest"]["rows"] > second["ingest"]["rows"] > 10_000
    assert full["build"]["parts"].keys() == second["build"]["parts"].keys()
    for run in (full, second, third):
        sql = run["sql_seconds"]
        assert sql["models"] > 0 and sql["tests"] > 0
        assert sql["both"] == pytest.approx(sum(run["build"]["parts"].values()))
        assert run["wall_seconds"] > run["build"]["process_seconds"] > sql["net_wall"] > 0
    assert [goal["name"] for goal in written["goals"]] == [
        "One more day, of full rebuild",
        "Daily run, 240 days of 60 days",
    ]
    shown = capsys.readouterr().out
    assert "one more day of full rebuild" in shown and "not judged" in shown
