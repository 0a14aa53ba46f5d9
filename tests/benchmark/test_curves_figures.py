"""What follows from measured points, by hand."""

from __future__ import annotations

import pytest

from orchestration.benchmark.curves_figures import Point, conclude
from tests.benchmark.records import POINTS


def test_goal_by_hand() -> None:
    part = conclude(POINTS, vehicles=20)
    goal, alone = part.goals
    # 6 s behind at day 10, 2 s ahead at day 50: three quarters of the way; 2 s behind, 6 s ahead.
    assert goal.value == pytest.approx(40.0)
    assert alone.value == pytest.approx(20.0)
    assert goal.judged and goal.met
    assert part.figures["crossing_days_two_workers"] == pytest.approx(50 + 40 * 2 / 5)
    assert not conclude(POINTS, vehicles=6).goals[0].judged
    assert not conclude(POINTS[:2], vehicles=20).goals[0].judged
    # 3 s behind two workers at day 10, 2 s ahead at day 50.
    assert part.figures["crossing_days_carries_alone_two_workers"] == pytest.approx(10 + 40 * 3 / 5)
    never = conclude([Point(10, 9.0, 5.0, 1.0, 1.0), Point(90, 9.0, 5.0, 8.0, 5.0)], vehicles=20)
    assert never.goals[0].judged and not never.goals[0].met
    assert "faster not yet (everything) and from 56 days on (carries alone)" in never.title
