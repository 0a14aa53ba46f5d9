"""The `ml` schema: what a run leaves behind, and what a failed one does not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from orchestration.errors import TrainingError
from orchestration.ml import mart, predictions, tables
from orchestration.ml.config import TrainingConfig
from orchestration.ml.model_file import SavedModel
from orchestration.ml.registry import save_model
from orchestration.ml.score import score
from orchestration.ml.stages import present_champion
from orchestration.ml.train import TrainingResult, train
from orchestration.ml.usability import UnusableModelError, check_usable
from tests.ml.stored import store_windows


@pytest.fixture
def connection(windows: pd.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        store_windows(opened, windows.sample(frac=1, random_state=1))
        opened.execute("alter table marts.feat_carry_windows add column note varchar")
        yield opened


@pytest.fixture
def saved(result: TrainingResult, tmp_path: Path) -> SavedModel:
    return save_model(result, tmp_path)


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return len(connection.execute(f"select 1 from ml.{table}").fetchall())


def predict(frame: pd.DataFrame, result: TrainingResult) -> pd.DataFrame:
    return score(
        frame, result.estimator, result.contract, result.readout, model_version=result.run_id
    )


def test_windows_read_from_the_mart_train_the_same_model(
    connection: duckdb.DuckDBPyConnection, config: TrainingConfig, result: TrainingResult
) -> None:
    frame = mart.read_training_windows(connection, config)
    assert "note" not in frame
    again = train(frame, config, version="v1")
    assert again.contract == result.contract
    assert again.data_fingerprint == result.data_fingerprint
    assert again.run_id == result.run_id


def test_a_run_is_recorded_once(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, saved: SavedModel
) -> None:
    tables.write_run(connection, result, saved)
    tables.write_run(connection, result, saved)
    assert count(connection, "training_runs") == 1
    assert count(connection, "model_metrics") == len(result.metrics)
    assert count(connection, "confusion") == len(result.confusion)
    assert count(connection, "feature_importance") == len(result.importance)
    row = connection.execute(
        "select status, model_path, model_sha256, rows_per_vehicle->>'truck-003',"
        " settings->>'folds', features->'names'->>0 from ml.training_runs"
    ).fetchall()[0]
    assert row == (
        "trained",
        f"{result.run_id}.skops",
        saved.sha256,
        "900",
        "3",
        "height_m_mean",
    )
    assert present_champion(connection, "v1") == (result.run_id, saved.sha256)


def test_sessions_add_up_to_the_confusion_of_what_is_stored(
    connection: duckdb.DuckDBPyConnection,
    result: TrainingResult,
    saved: SavedModel,
    windows: pd.DataFrame,
) -> None:
    connection.execute("alter table marts.feat_carry_windows add column session_version bigint")
    connection.execute("update marts.feat_carry_windows set session_version = hash(session_id) % 9")
    tables.write_run(connection, result, saved)
    sums = connection.execute(
        "select sum(window_count), sum(true_negative_s), sum(false_positive_s),"
        " sum(false_negative_s), sum(true_positive_s), sum(unknown_s) / sum(true_negative_s"
        " + false_positive_s + false_negative_s + true_positive_s) from ml.held_out_sessions"
    ).fetchall()[0]
    outcomes = connection.execute(
        "select on_duty_s from ml.confusion where model = 'hist_gradient_boosting_decoded'"
        " and split = 'held_out_vehicles' and fold = 'all' and vehicle_id = 'all'"
        " order by is_carrying, is_carrying_predicted"
    ).fetchall()
    unknown = connection.execute(
        "select value from ml.model_metrics where model = 'hist_gradient_boosting_decoded'"
        " and split = 'held_out_vehicles' and fold = 'all' and vehicle_id = 'all'"
        " and metric = 'unknown_share'"
    ).fetchall()[0][0]
    expected = (len(windows), *(seconds for (seconds,) in outcomes), unknown)
    assert sums == pytest.approx(expected)
    told = "select vehicle_id, session_id, session_version from"
    there = f"{told} ml.held_out_sessions order by all"
    given = f"{told} (select distinct * replace (session_version::varchar as session_version) from"
    mart = "select vehicle_id, session_id, session_version from marts.feat_carry_windows"
    assert connection.execute(there).fetchall() == (
        connection.execute(f"{given} ({mart})) order by all").fetchall()
    )


def test_a_recorded_model_can_be_used_until_a_feature_is_gone(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, saved: SavedModel
) -> None:
    decision = tables.write_run(connection, result, saved)
    assert (decision.stage, decision.champion) == ("champion", result.run_id)
    assert tables.write_run(connection, result, saved) == decision
    assert count(connection, "model_stages") == 1
    check_usable(connection, result.run_id, saved.path.parent)
    connection.execute("alter table marts.feat_carry_windows drop column height_m_mean")
    with pytest.raises(UnusableModelError, match="reads height_m_mean, which marts"):
        check_usable(connection, result.run_id, saved.path.parent)


def test_undefined_scores_are_null_in_the_table(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, saved: SavedModel
) -> None:
    tables.write_run(connection, result, saved)
    undefined = connection.execute(
        "select count(*) from ml.model_metrics where isnan(value)"
    ).fetchall()[0][0]
    assert undefined == 0
    nulls = connection.execute(
        "select count(*) from ml.model_metrics where value is null"
        " and model = 'leaky_logistic_regression' and metric = 'segment_f1'"
    ).fetchall()[0][0]
    assert nulls == 2


def test_confusion_adds_up_to_the_judged_time(
    connection: duckdb.DuckDBPyConnection,
    result: TrainingResult,
    saved: SavedModel,
    windows: pd.DataFrame,
) -> None:
    tables.write_run(connection, result, saved)
    seconds, rows = connection.execute(
        "select sum(on_duty_s), sum(window_count) from ml.confusion where fold = 'all'"
        " and vehicle_id = 'all' and split = 'held_out_vehicles' and model = 'product_rule'"
    ).fetchall()[0]
    assert (seconds, rows) == (windows["on_duty_s"].sum(), len(windows))


def test_predictions_are_replaced_as_a_whole(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, windows: pd.DataFrame
) -> None:
    predictions.replace_predictions(connection, [predict(windows, result)])
    batches = mart.read_scoring_windows(connection.cursor(), result.contract.mart_names, 1000)
    written = predictions.replace_predictions(connection, (predict(one, result) for one in batches))
    assert written == count(connection, "carry_state_predictions") == len(windows)
    stored = connection.execute(
        "select * from ml.carry_state_predictions order by vehicle_id, window_started_at"
    ).df()
    ordered = windows.sort_values(["vehicle_id", "window_started_at"])
    expected = predict(ordered, result)
    for name in ("probability", "is_carrying_predicted", "carry_state", "is_height_usable"):
        np.testing.assert_array_equal(stored[name], expected[name])


def test_predictions_stay_while_their_model_is_the_same_file(
    connection: duckdb.DuckDBPyConnection,
    windows: pd.DataFrame,
    result: TrainingResult,
    saved: SavedModel,
) -> None:
    tables.write_run(connection, result, saved)
    said = predict(windows[:7], result)
    predictions.replace_predictions(connection, [said])
    tables.write_run(connection, result, saved)
    assert count(connection, "carry_state_predictions") == 7

    tables.write_run(connection, result, replace(saved, sha256="of other code"))
    assert count(connection, "carry_state_predictions") == 0


def test_a_failed_write_leaves_what_was_there(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, windows: pd.DataFrame
) -> None:
    predictions.replace_predictions(connection, [predict(windows, result)])

    def broken() -> Iterator[pd.DataFrame]:
        yield predict(windows.head(10), result)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        predictions.replace_predictions(connection, broken())
    assert count(connection, "carry_state_predictions") == len(windows)


def test_refusal_is_recorded_and_drops_predictions(
    connection: duckdb.DuckDBPyConnection,
    result: TrainingResult,
    saved: SavedModel,
    config: TrainingConfig,
    windows: pd.DataFrame,
) -> None:
    tables.write_run(connection, result, saved)
    predictions.replace_predictions(connection, [predict(windows, result)])
    for _ in range(2):
        tables.write_refusal(connection, config, version="v2", reason="only one forklift")
    assert count(connection, "training_runs") == 2
    assert count(connection, "carry_state_predictions") == 0
    assert count(connection, "model_metrics") == len(result.metrics)
    assert present_champion(connection, "v2") is None


def test_every_forklift_is_scored_whatever_its_sensor(
    result: TrainingResult, windows: pd.DataFrame
) -> None:
    frame = windows.copy()
    frame.loc[frame.vehicle_id == "truck-001", "load_sensor_status"] = "absent"
    frame.loc[frame.vehicle_id == "truck-002", "vehicle_class"] = "truck"
    frame.loc[frame.vehicle_id == "truck-003", "observed_s"] = 0.0
    scored = predict(frame, result)
    assert set(scored["vehicle_id"]) == set(windows["vehicle_id"]) - {"truck-002"}
    assert len(scored) == len(windows) - 900
    assert scored["probability"].between(0, 1).all()
    assert set(scored["model_version"]) == {result.run_id}


def test_missing_mart_or_feature_is_told(
    connection: duckdb.DuckDBPyConnection, config: TrainingConfig
) -> None:
    with pytest.raises(TrainingError, match=r"feat_carry_windows lacks height_m_new"):
        next(mart.read_scoring_windows(connection, ["height_m_new"]))
    for table in ("dim_vehicles", "feat_carry_windows"):
        connection.execute(f"drop table marts.{table}")
        with pytest.raises(TrainingError, match="run dbt build first"):
            mart.read_training_windows(connection, config)


def test_training_reads_whole_sessions_up_to_its_cap(
    connection: duckdb.DuckDBPyConnection, windows: pd.DataFrame
) -> None:
    cap = len(windows) // 2
    read = mart.read_training_windows(connection, TrainingConfig(read_cap=cap))
    whole = windows.groupby("session_id").size()
    kept = read.groupby("session_id").size()
    assert 0 < len(read) <= cap
    pd.testing.assert_series_equal(kept, whole.loc[kept.index])
    everything = mart.read_training_windows(connection, TrainingConfig(read_cap=None))
    assert len(everything) == len(windows)
