"""Rules and model against what really happened: the arithmetic, and a fleet with every fault."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from orchestration.benchmark.truth import judge_fleet
from orchestration.benchmark.truth_scores import f1, score_by

SEED = 3
"""Of the fleet that is judged here; no threshold was chosen on it."""


def test_f1_by_hand() -> None:
    truth = pd.Series([True, True, True, False, False])
    said = pd.Series([True, True, False, True, None], dtype=object)
    # Two hits of three carrying windows, three windows said to be carrying: 2 * 2 / (3 + 3).
    assert f1(truth, said) == pytest.approx(4 / 6)
    assert f1(truth & False, said.isna()) == 0.0
    assert f1(truth & False, truth & False) is None


def test_score_by_hand() -> None:
    windows = pd.DataFrame(
        {
            "vehicle_id": ["a", "a", "b"],
            "session_id": ["s", "s", "t"],
            "load_fault": ["good", "good", "stuck_0"],
            "observed_s": [5.0, 4.0, 5.0],
            "true_share": [1.0, 0.25, 0.8],
            "truth": [True, False, True],
            "reference": [True, True, False],
            "product": [True, False, False],
            "model": [None, True, True],
            "estimate": [True, False, True],
            "unknown": [False, True, False],
            "model_probability": [None, 0.6, 0.75],
        }
    )
    good, stuck = score_by(windows, ["load_fault"]).to_dict("records")
    assert good["vehicles"] == 1 and good["windows"] == 2 and good["carrying_share"] == 0.5
    assert good["reference_f1"] == pytest.approx(2 / 3)
    # True: 5 + 0.25 * 4 = 6 s. The reference says 9 s, the product rule 5 s.
    assert good["reference_hours_error"] == pytest.approx(0.5)
    assert good["product_hours_error"] == pytest.approx(-1 / 6)
    assert good["model_f1"] == 0.0
    assert stuck["product_f1"] == 0.0 and stuck["product_hours_error"] == -1.0
    # The reference has one carry of 9 s where 5 s are true, the product rule those 5 s.
    assert good["reference_segment_f1"] == good["product_segment_f1"] == 1.0
    assert good["reference_count_error"] == 0.0
    assert good["model_segment_f1"] == 0.0 and pd.isna(good["model_count_error"])
    assert good["unknown_share"] == 0.5 and stuck["unknown_share"] == 0.0
    assert good["calibration_error"] == pytest.approx(0.6)
    assert stuck["calibration_error"] == pytest.approx(0.25)
    assert stuck["product_segment_f1"] == 0.0 and stuck["product_count_error"] == -1.0
    assert stuck["estimate_f1"] == 1.0 and stuck["estimate_hours_error"] == pytest.approx(0.25)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("fleet")
    return judge_fleet(folder, vehicles=20, days=1, seed=SEED, rows=160_000)


def scores(windows: pd.DataFrame, fault: str) -> dict[str, Any]:
    [judged] = score_by(windows[windows["load_fault"] == fault], ["load_fault"]).to_dict("records")
    return {str(name): value for name, value in judged.items()}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", ["good", "analog"])
def test_rule_is_right_where_the_sensor_is(fault: str, windows: pd.DataFrame) -> None:
    judged = scores(windows, fault)
    assert judged["product_f1"] > 0.97
    assert abs(judged["product_hours_error"]) < 0.05
    assert judged["reference_f1"] < judged["product_f1"] - 0.1
    assert judged["estimate_f1"] == pytest.approx(judged["product_f1"], abs=0.005)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", ["stuck_0", "stuck_1", "sentinel"])
def test_model_knows_what_a_dead_sensor_cannot(fault: str, windows: pd.DataFrame) -> None:
    judged = scores(windows, fault)
    assert judged["model_f1"] > 0.85
    assert judged["product_f1"] < 0.65
    # Where the model does not know, the estimate is silent, and counts as not carrying.
    assert judged["estimate_f1"] == pytest.approx(judged["model_f1"], abs=0.02)
    assert judged["estimate_segment_f1"] > 0.8
    assert 0 < judged["unknown_share"] < 0.1


@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", ["dark_film", "vibration", "rack_false_high"])
def test_estimate_is_no_worse_than_a_flickering_sensor(fault: str, windows: pd.DataFrame) -> None:
    judged = scores(windows, fault)
    assert judged["estimate_f1"] > 0.88
    assert judged["estimate_f1"] > judged["product_f1"] - 0.03


def test_stuck_height_leaves_the_rest_to_the_load(windows: pd.DataFrame) -> None:
    by_height = score_by(windows, ["height_fault", "load_fault"]).set_index("height_fault")
    stuck = by_height[by_height["load_fault"] == "good"].loc[["stuck"]]
    assert (stuck["product_f1"] > 0.95).all()


def test_every_fault_is_judged(windows: pd.DataFrame) -> None:
    assert len(set(windows["load_fault"])) == 8
    assert len(set(windows["height_fault"])) >= 6
