"""Figures of idle runs and trainings by hand, and the shares that are trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.benchmark import idle, training
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import Step
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.workplace import Workplace, workplace
from tests.benchmark.records import step


def test_idle_goals_by_hand() -> None:
    ways = {
        "plain": [step("ingest", 1.0, 2.0, 1.0), step("build", 7.0, 7.5, 1.0)],
        "Dagster": [step("dagster", 12.0, 12.0, 1.0)],
    }
    plain, dagster = idle.conclude(ways, 60, 20).goals
    assert (plain.value, plain.judged, plain.met) == (9.5, True, True)
    assert (dagster.value, dagster.judged, dagster.met) == (12.0, True, False)
    assert not any(goal.judged for goal in idle.conclude(ways, 10, 20).goals)


def training_of(windows: int, seconds: float) -> Step:
    return step("train", seconds, seconds + 3, 1.0, windows=windows)


def test_training_goal_by_hand() -> None:
    # 1, 1.05 and 1.2 ms a window: the last one is a fifth more than the first.
    steps = [training_of(1000, 1.0), training_of(2000, 2.1), training_of(4000, 4.8)]
    [goal] = training.conclude(steps, 4, 20).goals
    assert goal.value == pytest.approx(1.2)
    assert goal.judged and not goal.met
    faster = training.conclude([training_of(1000, 1.0), training_of(2000, 1.9)], 4, 20)
    assert faster.goals[0].value == pytest.approx(0.95)
    assert not training.conclude(steps, 4, 6).goals[0].judged


def test_trains_on_each_share_and_tells_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[str] = []

    def train(_place: Workplace, name: str, option: str, share: str) -> Step:
        assert (name, option) == ("train", "--share")
        shares.append(share)
        windows = int(float(share) * 1000) if len(shares) < 4 else None
        return step("train", float(share), 9.0, 1.0, windows=windows, detail="no model: why")

    monkeypatch.setattr(Workplace, "python", train)
    walk = Walk(workplace(tmp_path, tmp_path, "1GB"), 6, 0, lambda _: None)
    walk.place = workplace(tmp_path, tmp_path, "1GB")
    finish = training.ask(walk, 1)
    [task] = walk._tasks[1]
    task()
    assert shares == ["0.25", "0.5", "1.0"]
    assert finish().figures["per_window_relative"] == pytest.approx([1.0, 1.0, 1.0])
    with pytest.raises(StepFailed, match=r"^training on 25%: no model: why; give more --days$"):
        task()
