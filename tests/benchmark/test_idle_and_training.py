"""Figures of idle runs and trainings by hand, and the mart and shares that are trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.benchmark import idle, training
from orchestration.benchmark.enlarge import enlarge
from orchestration.benchmark.process import StepFailed
from orchestration.benchmark.record import Step
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.workplace import Workplace, workplace
from orchestration.warehouse import open_warehouse
from tests.benchmark.records import step

WINDOWS = """
    select 'a' as vehicle_id, 's' as session_id, number as window_started_at,
        0.5::double / number as standing_share, 5.0::double as on_duty_s,
        (7 + number / 1000)::float as speed_kmh_mean, null::double as height_m_mean
    from (values (1), (2)) as windows (number)
"""


def test_idle_goals_by_hand() -> None:
    ways = {
        "plain": [step("ingest", 1.0, 2.0, 1.0), step("build", 7.0, 7.5, 1.0)],
        "Dagster": [step("dagster", 12.0, 12.0, 1.0)],
    }
    plain, dagster = idle.conclude(ways, 60, 20).goals
    assert (plain.value, plain.judged, plain.met) == (9.5, True, True)
    assert (dagster.value, dagster.judged, dagster.met) == (12.0, True, False)
    assert not any(goal.judged for goal in idle.conclude(ways, 10, 20).goals)


def training_of(windows: int, seconds: float, gib: float = 1.0) -> Step:
    return step("train", seconds, seconds + 3, gib, windows=windows)


def test_training_goals_by_hand() -> None:
    # Four times the windows take twice, and then four times as long: growth 0.5, and 1.
    steps = [training_of(500_000, 40.0), training_of(2_000_000, 80.0, 3.5)]
    scoring = step("score", 8.0, 9.0, 1.5, windows=2_000_000)
    part = training.conclude(steps, scoring, 2_000_000)
    whole, memory, scored, growth = part.goals
    assert (whole.value, memory.value) == (88.0, 3.5)
    assert scored.value == pytest.approx(4.0)
    assert growth.value == pytest.approx(0.5)
    assert [goal.met for goal in part.goals] == [True, True, False, True]
    assert all(goal.judged for goal in part.goals)
    assert part.figures["windows_scored_per_s"] == 250_000
    slower = training.conclude([steps[0], training_of(2_000_000, 160.0)], scoring, 10_000)
    assert slower.goals[3].value == pytest.approx(1.0)
    assert not any(goal.judged for goal in slower.goals)


def test_trains_on_each_share_scores_all_and_tells_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def run(_place: Workplace, name: str, *options: str) -> Step:
        asked.append((name, *options))
        windows = None if len(asked) > 5 else int(1000 * float(options[-1] if options else 1))
        return step(name, 2.0, 9.0, 1.0, windows=windows, detail="no model: why")

    monkeypatch.setattr(Workplace, "python", run)
    monkeypatch.setattr(Walk, "copied", lambda walk, name: walk.place)
    walk = Walk(workplace(tmp_path, tmp_path, "1GB"), 6, 0, lambda _: None)
    walk.place = workplace(tmp_path, tmp_path, "1GB")
    finish = training.ask(walk, 1, 4000)
    [task] = walk._tasks[1]
    task()
    shares = [("train", "--share", share) for share in ("0.25", "0.5", "1.0")]
    assert asked == [("enlarge", "--windows", "4000"), *shares, ("score",)]
    assert finish().figures["windows_scored_per_s"] == 500
    with pytest.raises(StepFailed, match=r"^training on 25%: no model: why; give more --days$"):
        task()


def test_a_mart_is_enlarged_by_whole_vehicles(tmp_path: Path) -> None:
    place = workplace(tmp_path, tmp_path, "1GB")
    with open_warehouse(place.settings) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.feat_carry_windows as " + WINDOWS)
        connection.execute("create table marts.dim_vehicles as select 'a' as vehicle_id, 2.5 as m")
    outcome = enlarge(place.settings, 5)
    assert outcome.detail == "6 windows, 3 times 2"
    with open_warehouse(place.settings) as connection:
        copies = connection.execute("from marts.feat_carry_windows").df()
        vehicles = connection.execute("from marts.dim_vehicles order by all").fetchall()
    assert list(copies["vehicle_id"]) == ["a~0", "a~0", "a~1", "a~1", "a~2", "a~2"]
    assert list(copies["session_id"].unique()) == ["s~0", "s~1", "s~2"]
    assert list(copies["window_started_at"]) == [1, 2] * 3
    assert list(copies["standing_share"]) == [0.5, 0.25] * 3
    assert list(copies["on_duty_s"]) == [5.0] * 6
    assert copies["speed_kmh_mean"].nunique() == 6
    assert (copies["speed_kmh_mean"] / 7 - 1).abs().max() <= 0.0204
    assert copies["height_m_mean"].isna().all()
    assert vehicles == [("a", 2.5), ("a~0", 2.5), ("a~1", 2.5), ("a~2", 2.5)]
