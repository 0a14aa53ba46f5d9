"""Scores, goals and tables of a few windows, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from orchestration.benchmark.truth import report
from orchestration.benchmark.truth_goals import verdicts
from orchestration.benchmark.truth_scores import intervals_of, score_by, scores_of
from orchestration.benchmark.truth_windows import JUDGES


def windows_of(**columns: Any) -> pd.DataFrame:
    """Windows of one broken forklift of a fleet, all judges silent but those given."""
    count = len(next(iter(columns.values())))
    usual: dict[str, Any] = {
        "fleet": "f",
        "condition": "usual",
        "vehicle_id": "a",
        "session_id": "s",
        "vehicle_class": "reach",
        "load_fault": "stuck_0",
        "height_fault": "good",
        "load_sensor_status": "stuck_empty",
        "observed_s": 5.0,
    }
    frame = pd.DataFrame({**usual, **columns}, index=range(count))
    for judge in JUDGES:
        if judge not in frame:
            frame[judge] = pd.Series([None] * count, dtype=object)
    frame["true_share"] = columns.get("true_share", frame["truth"].astype(float))
    return frame


def test_scores_by_hand() -> None:
    """Windows 1 and 2 carry, the second for 0.8 of it; said are 2 and 3: one of each outcome."""
    windows = windows_of(
        truth=[True, True, False, False],
        true_share=[1.0, 0.8, 0.2, 0.0],
        observed_s=[5.0, 4.0, 5.0, 5.0],
        model=[False, True, True, False],
        model_probability=[0.4, 0.9, 0.6, 0.1],
        model_unknown=[True, False, False, False],
    )
    scores = scores_of(windows, "model")
    assert scores["f1"] == pytest.approx(0.5)
    assert scores["mcc"] == pytest.approx(0.0) and scores["balanced_accuracy"] == 0.5
    # True: 5 + 3.2 + 1 = 9.2 s; said: 9 s.
    assert scores["hours_error"] == pytest.approx(9 / 9.2 - 1)
    # One carry of each, 4 s in both of 14 s in either.
    assert scores["segment_f1"] == 0.0 and scores["count_error"] == 0.0
    # Bins of a tenth: |0.4 - 1| 5 s, |0.9 - 1| 4 s, |0.6 - 0| 5 s, |0.1 - 0| 5 s, over 19 s.
    assert scores["calibration_error"] == pytest.approx((3.0 + 0.4 + 3.0 + 0.5) / 19)
    assert scores["unknown_share"] == 0.25
    assert set(scores_of(windows, "product").values()) == {None}


def test_a_carry_that_is_cut_in_two_is_a_carry_too_many() -> None:
    truth = [False] + [True] * 9 + [False]
    said = [False] + [True] * 6 + [False] + [True] * 2 + [False]
    scores = scores_of(windows_of(truth=truth, estimate=said), "estimate")
    # 30 s of 45 s are one match; the 10 s are none.
    assert scores["segment_f1"] == pytest.approx(2 / 3) and scores["count_error"] == 1.0
    assert scores["f1"] == pytest.approx(16 / 17)


def test_score_by_keeps_groups_and_judges_apart() -> None:
    one = windows_of(truth=[True, False], product=[True, False], estimate=[True, True])
    other = one.assign(vehicle_id="b", load_fault="good", product=[False, False])
    scores = score_by(pd.concat([one, other]), ("fleet", "load_fault"), ("product", "estimate"))
    found = scores.set_index(["load_fault", "judge"])["f1"]
    assert found["stuck_0", "product"] == 1.0 and found["good", "product"] == 0.0
    assert found["good", "estimate"] == pytest.approx(2 / 3)
    assert (scores["vehicles"] == 1).all() and (scores["windows"] == 2).all()


def test_intervals_are_over_vehicles() -> None:
    """One vehicle is always right, one always wrong: draws of two give F1 0, 1/2 or 1."""
    right = windows_of(truth=[True, False] * 4, estimate=[True, False] * 4)
    wrong = right.assign(vehicle_id="b", estimate=~right["estimate"].astype(bool))
    assert intervals_of(pd.concat([right, wrong]), "estimate")["f1"] == (0.0, 1.0)
    assert intervals_of(right, "estimate") == {}


def judged(**columns: Any) -> dict[str, tuple[str, bool]]:
    return {f"{v.at}: {v.goal}": (v.measured, v.met) for v in verdicts(windows_of(**columns), "f")}


def test_goals_of_a_broken_sensor() -> None:
    truth = [False] * 10 + [True] * 20 + [False] * 10
    late = [False] * 12 + [True] * 18 + [False] * 10
    assert judged(truth=truth, estimate=truth) == {
        "f, stuck: window F1": ("1.000", True),
        "f, stuck: segment F1": ("1.000", True),
        "f, stuck: carry hours": ("+0.0%", True),
    }
    # Two windows of 20 missed: F1 36 / 38, hours -10 %.
    assert judged(truth=truth, estimate=late) == {
        "f, stuck: window F1": ("0.947", False),
        "f, stuck: segment F1": ("1.000", True),
        "f, stuck: carry hours": ("-10.0%", False),
    }


def test_goals_of_other_faults_and_of_trust() -> None:
    truth = [True] * 30 + [False] * 30
    nearly = [True] * 29 + [False] * 31
    found = judged(truth=truth, estimate=nearly, load_fault="vibration")
    assert found == {"f, vibration: window F1": ("0.983", True)}
    doubtful = {"load_fault": "good", "height_fault": "noise", "model_probability": 0.5}
    found = judged(truth=truth, model=truth, **doubtful)
    assert found == {"f, noisy height: model's ECE": ("0.000", True)}
    trusted = {"load_fault": "good", "load_sensor_status": "trusted", "product": truth}
    assert judged(truth=truth, estimate=truth, **trusted)["f, trusted: window F1"][1]
    worse = judged(truth=truth, estimate=nearly, **trusted)["f, trusted: window F1"]
    assert worse == ("1 worse: a", False)


def test_trucks_have_no_model_and_no_goal() -> None:
    assert not judged(truth=[True, False], estimate=[False, False], vehicle_class="no_mast")


def test_report_shows_and_writes_every_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [False] * 4 + [True] * 6 + [False] * 5
    broken = windows_of(
        truth=said, **dict.fromkeys(JUDGES, said), model_probability=0.9, model_unknown=False
    )
    trusted = broken.assign(
        vehicle_id="b", load_fault="good", load_sensor_status="trusted", condition="dual cycles"
    )
    assert not report(pd.concat([broken, trusted]), tmp_path)
    written = (tmp_path / "truth.md").read_text()
    shown = capsys.readouterr().out
    for title in ("by load fault", "by use", "Labels of trusted", "not looking ahead", "Goals"):
        assert title in shown and title in written
    scores = pd.read_csv(tmp_path / "truth.csv")
    assert set(scores["judge"]) == set(JUDGES)
    assert set(scores["by"]) == {"load fault", "height fault", "vehicle class", "use"}
    assert (scores["f1"] == 1.0).all()
    assert report(broken.assign(estimate=False), tmp_path)
