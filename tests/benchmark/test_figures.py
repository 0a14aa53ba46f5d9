"""Ratios and goals equal those worked out by hand on a record with round numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.benchmark.figures import goals, growth, path_cost, peak_memory_gib
from orchestration.benchmark.goal import Goal
from tests.benchmark.records import MACHINE, record

TEN, HUNDRED = 10_000_000, 100_000_000
MART = "CSV → tested feature mart"


@pytest.mark.parametrize(
    ("name", "seconds", "total_seconds"),
    [
        # ingest 6 + dbt 12 - start-up 4 = 14; all of the processes: 7 + 12 = 19
        ("CSV → carry state", 14.0, 19.0),
        # 6 + 12 + 14 - 2 x 4 = 24; 7 + 12 + 14 = 33
        (MART, 24.0, 33.0),
        # The verdicts' 4 are dbt's start-up; 33 + 4 = 37
        ("CSV → mart and sensor verdicts", 24.0, 37.0),
        # 24 + training 30 + scoring 10 = 64; 37 + 33 + 12 = 82
        ("CSV → predictions", 64.0, 82.0),
    ],
)
def test_cost_of_a_result(name: str, seconds: float, total_seconds: float) -> None:
    cost = path_cost(record(), name)
    assert (cost.seconds, cost.total_seconds) == (seconds, total_seconds)
    assert (cost.ratio, cost.total_ratio) == (seconds / 4.0, total_seconds / 4.0)


def test_peak_memory_is_that_of_the_pipeline_without_yardsticks() -> None:
    assert peak_memory_gib(record()) == 3.5


def test_cost_needs_the_yardstick() -> None:
    whole = record()
    steps = [step for step in whole.steps if step.name != "bare_load"]
    with pytest.raises(ValueError, match="no step bare_load"):
        path_cost(replace(whole, steps=steps), MART)


def test_growth_is_of_time_per_row() -> None:
    # Pipeline seconds 15 times longer for 10 times the rows: (15 x 32 - 8) / 10 = 47.2 against 24.
    small, large = record(TEN), record(HUNDRED, slower=15)
    assert growth(small, large, MART) == pytest.approx(47.2 / 24)
    assert growth(small, small, MART) == 1
    assert growth(None, large, MART) is None
    assert growth(small, None, MART) is None


def test_growth_needs_equal_circumstances() -> None:
    other = record(circumstances={"machine": MACHINE, "threads": 8, "vars": {}})
    assert growth(record(), other, MART) is None


def test_ten_million_rows_are_judged_by_ratio_and_memory() -> None:
    small = record(TEN)
    judged = {(goal.name, goal.at): goal for goal in goals(small, small=small)}
    carry, mart = judged["CSV → carry state", "10 M"], judged[MART, "10 M"]
    assert (carry.value, carry.limit, carry.judged, carry.met) == (3.5, 4, True, True)
    assert (mart.value, mart.limit, mart.judged, mart.met) == (6.0, 10, True, True)
    memory = judged["Peak memory", "10 M"]
    assert (memory.value, memory.limit, memory.judged, memory.met) == (3.5, 4, True, True)
    assert not judged["Peak memory", "100 M"].judged
    grown = judged[f"{MART}, per row", "100 M"]
    assert (grown.value, grown.judged, grown.met) == (None, False, False)


def test_hundred_million_rows_are_judged_by_memory_and_growth() -> None:
    small, large = record(TEN), record(HUNDRED, slower=15)
    judged = [goal for goal in goals(large, small=small, large=large) if goal.judged]
    assert [(goal.name, goal.met) for goal in judged] == [
        ("Peak memory", True),
        ("CSV → carry state, per row", False),
        (f"{MART}, per row", False),
    ]


def test_a_goal_is_met_at_its_very_limit() -> None:
    goal = Goal("g", "s", limit=8.0, at="10 M", value=8.0, judged=True)
    assert goal.met
    assert not replace(goal, value=8.001).met


def test_one_million_rows_are_not_judged() -> None:
    small, large = record(TEN), record(HUNDRED)
    assert not any(goal.judged for goal in goals(record(1_000_000), small=small, large=large))
