"""Figures of a history equal those worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.benchmark.history import history
from orchestration.benchmark.history_figures import conclude
from orchestration.benchmark.record import Step
from orchestration.benchmark.sql_time import SqlTime, middle, sql_time
from orchestration.benchmark.step import simulate
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.workplace import Workplace, workplace
from orchestration.errors import SettingsError
from tests.benchmark.records import step
from tests.benchmark.runs import START_UP, daily_run


def test_sql_time_apart_for_models_and_tests() -> None:
    time = sql_time(daily_run(1, models=3.0, tests=2.0).build, START_UP)
    # The build takes 3 + 2 + 5 s, 4 of them for dbt's start.
    assert time == SqlTime(models=3.0, tests=2.0, besides=0.5, nodes=8.0, net_wall=6.0)
    assert time.sql == 5.5


def test_the_median_is_of_each_time_by_itself() -> None:
    times = [
        SqlTime(1.0, 9.0, 5.0, 1.0, 7.0),
        SqlTime(2.0, 7.0, 4.0, 3.0, 8.0),
        SqlTime(9.0, 8.0, 3.0, 2.0, 9.0),
    ]
    assert middle(times) == SqlTime(2.0, 8.0, 4.0, 2.0, 8.0)


def test_goals_by_hand() -> None:
    full = daily_run(61, models=80.0, tests=20.0, rows=6100)
    early = [daily_run(day, models, 2.0) for day, models in ((61, 4.0), (62, 5.0), (63, 30.0))]
    late = [daily_run(day, models, 2.5) for day, models in ((241, 9.0), (242, 6.0), (243, 20.0))]
    part = conclude(full, early, late, START_UP, vehicles=20)
    share, growth = part.goals
    # The median of the first, 5 + 2 s, against 80 + 20 s, with 0.5 s besides in each. Pairs grow by
    # 12 / 6.5, 9 / 7.5 and 23 / 32.5; the ratio of both medians would be 12 / 7.5.
    assert share.value == pytest.approx(750 / 100.5)
    assert share.judged and share.met
    assert growth.value == pytest.approx(9 / 7.5)
    assert growth.judged and growth.met
    # Nodes take 3 s more each; wall times less start-up: 7 + 1 s of 100 + 1 s.
    expected = {
        "models": 5 / 80,
        "tests": 2 / 20,
        "besides": 1.0,
        "sql": 7.5 / 100.5,
        "nodes": 10 / 103,
        "net_wall": 8 / 101,
    }
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


@pytest.mark.parametrize("defects", [False, True])
def test_the_walk_asks_for_the_fleet_that_it_says(
    defects: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def simulated(_place: Workplace, name: str, *options: str) -> Step:
        asked.extend((name, *options))
        return step(name, 1.0, 1.0, 1.0)

    monkeypatch.setattr(Workplace, "python", simulated)
    walk = Walk(workplace(tmp_path, tmp_path, "1GB"), 6, 5, lambda _: None, defects=defects)
    walk.after(0, lambda: None)
    walk.go()
    fleet = ["--days", "0", "--vehicles", "6", "--seed", "5"]
    assert asked == ["simulate", *fleet, *(["--defects"] if defects else [])]


@pytest.mark.parametrize("defects", [False, True])
def test_a_fleet_is_clean_unless_it_is_asked_for_defects(defects: bool, tmp_path: Path) -> None:
    place = workplace(tmp_path, tmp_path, "1GB")
    simulate(place.settings, rows=0, days=1, vehicles=12, seed=0, defects=defects)
    files = [each for each in place.settings.local_root.rglob("*") if each.is_file()]
    odd = [each for each in files if each.suffix != ".csv" or not each.stat().st_size]
    lengths = {
        line.count(b";")
        for each in files
        if each not in odd
        for line in each.read_bytes().splitlines()
    }
    assert bool(odd) == defects
    assert (lengths != {7}) == defects


@pytest.mark.parametrize(("defects", "said"), [(False, "in 61 days"), (True, "odd files")])
def test_the_figures_say_which_fleet_they_are_of(defects: bool, said: str) -> None:
    days = [daily_run(61, 4.0, 2.0)], [daily_run(241, 5.0, 2.0)]
    full = daily_run(61, 80.0, 20.0)
    part = conclude(full, *days, START_UP, vehicles=20, defects=defects)
    assert part.title.endswith(said)
    assert part.figures["defects"] is defects
