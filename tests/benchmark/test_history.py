"""Figures of a history equal those worked out by hand."""

from __future__ import annotations

import pytest

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
