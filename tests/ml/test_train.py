"""A training run as a whole: honest, repeatable, and clear when it cannot be."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from orchestration.benchmark.truth_models import learn
from orchestration.errors import TrainingError
from orchestration.ml.config import BoostingParameters, TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.models import LEAKY, candidates, fit, predict_probability
from orchestration.ml.train import TrainingResult, train
from tests.ml.fleet import make_windows

MODEL = TrainingConfig().model
METRICS = ["mcc", "balanced_accuracy", "f1", "precision", "recall", "pr_auc", "brier", "segment_f1"]


def pooled(metrics: pd.DataFrame, model: str, split: str) -> pd.Series:
    """All scores of one model and split over all folds and vehicles."""
    chosen = metrics.query("model == @model and split == @split and fold == 'all'")
    return chosen[chosen.vehicle_id == "all"].set_index("metric")["value"]


def test_model_beats_the_baselines_on_held_out_vehicles(result: TrainingResult) -> None:
    model = pooled(result.metrics, MODEL, "held_out_vehicles")
    assert model["mcc"] > 0.9
    for baseline in ("majority", "height_only_rule"):
        other = pooled(result.metrics, baseline, "held_out_vehicles")
        assert model["pr_auc"] > other["pr_auc"] + 0.1
        assert model["segment_f1"] > other["segment_f1"] + 0.1


def test_every_candidate_is_judged_with_every_metric(result: TrainingResult) -> None:
    judged = set(zip(result.metrics["model"], result.metrics["split"], strict=True))
    honest = {MODEL, f"{MODEL}_decoded", "majority", "height_only_rule", "product_rule"}
    splits = ("held_out_vehicles", "later_time")
    expected = {(model, split) for model in honest for split in splits}
    causal = {(f"{MODEL}_causal{how}", "held_out_vehicles") for how in ("", "_filtered")}
    flattered = {(LEAKY, "random_rows_leaky"), (MODEL, "random_rows_optimistic")}
    assert judged == expected | causal | flattered
    for model, split in judged:
        assert set(METRICS) <= set(pooled(result.metrics, model, split).index)
    folds = result.metrics.query("model == @MODEL and split == 'held_out_vehicles'")
    assert set(folds["fold"]) == {"all", "0", "1", "2"}
    assert set(folds["vehicle_id"]) == {"all", *(f"truck-00{n}" for n in range(6))}
    assert not result.metrics.duplicated(["model", "split", "fold", "vehicle_id", "metric"]).any()


def test_product_rule_agrees_with_its_own_label(result: TrainingResult) -> None:
    assert pooled(result.metrics, "product_rule", "held_out_vehicles")["mcc"] == 1.0


def test_shuffled_labels_score_at_chance(windows: pd.DataFrame, config: TrainingConfig) -> None:
    shuffled = windows.copy()
    shuffled["label_is_carrying"] = np.random.default_rng(0).permutation(
        windows["label_is_carrying"].to_numpy()
    )
    scores = train(shuffled, config, version="v1").metrics
    for split in ("held_out_vehicles", "later_time"):
        assert abs(pooled(scores, MODEL, split)["mcc"]) < 0.06


def test_load_columns_do_not_change_the_model(
    windows: pd.DataFrame, config: TrainingConfig, result: TrainingResult
) -> None:
    other = windows.copy()
    names = ["load_share", "load_past_share_30s"]
    other[names] = np.random.default_rng(0).random((len(other), len(names)))
    again = train(other, config, version="v1")
    np.testing.assert_array_equal(again.held_out.probability, result.held_out.probability)
    before = pooled(result.metrics, LEAKY, "random_rows_leaky")["mcc"]
    assert pooled(again.metrics, LEAKY, "random_rows_leaky")["mcc"] < before - 0.3


def test_same_data_and_settings_give_the_same_bytes(
    windows: pd.DataFrame, config: TrainingConfig, result: TrainingResult
) -> None:
    again = train(windows.sample(frac=1, random_state=9), config, version="v1")
    assert again.run_id == result.run_id
    matrix = result.contract.matrix(windows)
    first = predict_probability(result.estimator, matrix)
    assert first.tobytes() == predict_probability(again.estimator, matrix).tobytes()
    pd.testing.assert_frame_equal(again.metrics, result.metrics, check_exact=True)
    pd.testing.assert_frame_equal(again.importance, result.importance, check_exact=True)


def test_run_id_follows_version_settings_and_data(
    windows: pd.DataFrame, config: TrainingConfig
) -> None:
    small = windows[windows.vehicle_id < "truck-003"].reset_index(drop=True)
    quick = config.model_copy(update={"boosting": BoostingParameters(max_iter=2)})
    touched = small.copy()
    touched["height_m_mean"] = np.where(small.index == 7, 9.0, small["height_m_mean"])
    runs = [
        train(small, quick, version="v1"),
        train(small, quick, version="v2"),
        train(small, quick.model_copy(update={"seed": 1}), version="v1"),
        train(touched, quick, version="v1"),
    ]
    assert len({run.run_id for run in runs}) == 4


def test_result_does_not_depend_on_the_number_of_threads(
    windows: pd.DataFrame, config: TrainingConfig, result: TrainingResult
) -> None:
    again = train(windows, config, version="v1", threads=3)
    pd.testing.assert_frame_equal(again.metrics, result.metrics, check_exact=True)
    pd.testing.assert_frame_equal(again.importance, result.importance, check_exact=True)
    matrix = result.contract.matrix(windows)
    expected = predict_probability(result.estimator, matrix).tobytes()
    assert predict_probability(again.estimator, matrix, threads=3).tobytes() == expected


def test_trees_do_not_depend_on_openmp_threads(dataset: Dataset, config: TrainingConfig) -> None:
    config = config.model_copy(update={"boosting": BoostingParameters(max_iter=3)})
    outcomes = []
    for threads in (1, 2):
        with threadpool_limits(threads, user_api="openmp"):
            estimator = fit(dataset, candidates(config)[0], np.arange(800), config)
            outcomes.append(predict_probability(estimator, dataset.features).tobytes())
    assert outcomes[0] == outcomes[1]


def test_folds_hold_models_that_never_saw_their_vehicles(
    dataset: Dataset, result: TrainingResult
) -> None:
    """A fold's model has the same trees when its held-out vehicles have nonsense labels."""
    held_out = result.held_out
    rows = held_out.rows[held_out.fold == "0"]
    label = dataset.label.copy()
    label[rows] = ~label[rows]
    changed = replace(dataset, label=label)
    learned = np.setdiff1d(np.arange(len(dataset)), rows)
    with threadpool_limits(1, user_api="openmp"):
        estimator = fit(changed, candidates(result.config)[0], learned, result.config)
    again = predict_probability(estimator, dataset.features, rows)
    np.testing.assert_array_equal(again, held_out.probability[held_out.fold == "0"])


def test_samples_feed_the_leaky_baseline(
    windows: pd.DataFrame, config: TrainingConfig, result: TrainingResult
) -> None:
    rng = np.random.default_rng(2)
    carrying = rng.random(4000) < 0.4
    samples = pd.DataFrame(
        {
            "height": rng.normal(0.2, 0.1, 4000),
            "load": carrying.astype(float),
            "speed": np.where(rng.random(4000) < 0.1, np.nan, 7.0),
            "on_duty": 1.0,
            "is_carrying": carrying,
        }
    )
    trained = train(windows, config, version="v1", samples=samples)
    leaky = pooled(trained.metrics, LEAKY, "random_rows_leaky")
    assert leaky["windows"] == 800
    assert leaky["mcc"] == 1.0
    assert np.isnan(leaky["segment_f1"])
    assert trained.run_id != result.run_id
    with pytest.raises(TrainingError, match="lack speed"):
        train(windows, config, version="v1", samples=samples.drop(columns="speed"))


def test_importance_finds_the_signal(result: TrainingResult) -> None:
    single = result.importance.query("kind == 'feature'")
    assert single["feature"].iloc[0].startswith(("past_", "around_"))
    groups = result.importance.query("kind == 'group'").set_index("feature")["importance"]
    assert groups["past"] > groups["current"]


def test_a_fleet_without_any_height_is_learned_from_its_speed(config: TrainingConfig) -> None:
    frame = make_windows(vehicles=3, windows=300)
    quick = config.model_copy(update={"boosting": BoostingParameters(max_iter=3)})
    frame.loc[:, frame.columns.str.contains("height|lift")] = np.nan
    trained = train(frame, quick, version="v1")
    decoded = pooled(trained.metrics, f"{MODEL}_decoded", "held_out_vehicles")
    assert decoded["unknown_share"] > 0.1


def test_one_vehicle_cannot_be_judged(windows: pd.DataFrame, config: TrainingConfig) -> None:
    with pytest.raises(TrainingError, match="needs at least two"):
        train(windows[windows.vehicle_id == "truck-000"], config, version="v1")


def test_a_cap_that_loses_a_class_is_told(config: TrainingConfig) -> None:
    frame = make_windows(vehicles=3, windows=400, sessions=20)
    frame["label_is_carrying"] &= frame["session_id"].str.endswith("-7")
    with pytest.raises(TrainingError, match="raise row_cap"):
        train(frame, config.model_copy(update={"row_cap": 100}), version="v1")


def test_short_history_is_judged_on_vehicles_alone(config: TrainingConfig) -> None:
    frame = make_windows(vehicles=3, windows=200, sessions=1)
    small = config.model_copy(update={"later_share": 0.05})
    trained = train(frame, small, version="v1")
    splits = {"held_out_vehicles", "random_rows_leaky", "random_rows_optimistic"}
    assert set(trained.metrics["split"]) == splits
    assert trained.notes[-1].startswith("later_time: not judged, the history is too short")


def test_what_judges_alone_can_be_left_out(
    windows: pd.DataFrame, config: TrainingConfig, result: TrainingResult
) -> None:
    """The benchmark against the truth fits no more than the kept model and its readout need."""
    learned = learn(windows, config, threads=1)
    assert learned.readout == result.readout
    matrix = result.contract.matrix(windows)
    kept, again = (
        predict_probability(one, matrix) for one in (result.estimator, learned.estimator)
    )
    assert kept.tobytes() == again.tobytes()
