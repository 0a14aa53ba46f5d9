"""Drift of what is scored against what was learned, and when it is measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pandas as pd
import pytest

from orchestration.assets import score as step
from orchestration.checks.drift import FEATURES, RATES, UNKNOWN, judge_drift, read_drift
from orchestration.ml import drift, predictions, tables
from orchestration.ml.drift import measure_drift
from orchestration.ml.registry import LoadedModel, load_model, save_model
from orchestration.ml.score import score
from orchestration.ml.train import TrainingResult
from orchestration.settings import load_settings
from orchestration.thresholds import Thresholds
from tests.ml.stored import store_windows

VERSION = "v1"


@pytest.fixture(scope="module")
def model(result: TrainingResult, tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    folder = tmp_path_factory.mktemp("models")
    save_model(result, folder)
    return load_model(folder, result.run_id)


@pytest.fixture(scope="module")
def trained(
    result: TrainingResult, windows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A warehouse with the windows, a champion that has learned from them, and its predictions."""
    folder = tmp_path_factory.mktemp("trained")
    said = score(
        windows, result.estimator, result.contract, result.readout, model_version=result.run_id
    )
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        store_windows(connection, windows)
        tables.write_run(connection, result, save_model(result, folder / "models"))
        predictions.replace_predictions(connection, [said])
    return folder / "warehouse.duckdb"


@pytest.fixture
def connection(trained: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, as it was again at the end."""
    with duckdb.connect() as opened:
        opened.execute(f"attach '{trained}' as trained (read_only)")
        opened.execute("copy from database trained to memory; detach trained")
        yield opened


def measured(
    connection: duckdb.DuckDBPyConnection, model: LoadedModel, **limits: float
) -> pd.DataFrame:
    found = measure_drift(
        connection, model, VERSION, Thresholds(**{"carrying_max_change": 0.05, **limits})
    )
    stored = read_drift(connection, VERSION, model.run_id)
    assert len(stored) == len(found) == len(model.contract.mart_names) + 3
    return stored.assign(key=stored["feature"].fillna(stored["measure"])).set_index("key")


def failed(found: pd.DataFrame) -> dict[str, dg.AssetCheckResult]:
    """The checks that complain."""
    results = judge_drift(found, Thresholds())
    return {str(one.check_name): one for one in results if not one.passed}


def test_the_windows_of_the_training_have_not_moved(
    connection: duckdb.DuckDBPyConnection, model: LoadedModel, windows: pd.DataFrame
) -> None:
    found = measured(connection, model)
    assert (found.loc[list(model.contract.mart_names), "value"] == 0).all()
    assert found["is_judged"].all() and failed(found) == {}
    assert set(found["window_count"]) == {len(windows)}
    carrying = windows["label_is_carrying"].mean()  # all windows are as long
    assert found.loc["label_rate", "value"] == pytest.approx(carrying)
    assert found.loc["label_rate", "expected"] == pytest.approx(carrying)
    said = connection.execute(
        "select avg((carry_state = 'unknown')::int), avg(is_carrying_predicted::int)"
        " from ml.carry_state_predictions"
    ).fetchall()[0]
    assert tuple(found.loc[["unknown_share", "predicted_rate"], "value"]) == pytest.approx(said)
    expected = connection.execute(
        "select value from ml.model_metrics where metric = 'unknown_share' and fold = 'all'"
        " and model = 'hist_gradient_boosting_decoded' and vehicle_id = 'all'"
        " and split = 'held_out_vehicles'"
    ).fetchall()[0][0]
    assert found.loc["unknown_share", "expected"] == pytest.approx(expected)


def test_a_feature_that_moved_is_named(
    connection: duckdb.DuckDBPyConnection, model: LoadedModel
) -> None:
    connection.execute("update marts.feat_carry_windows set speed_kmh_mean = 3 * speed_kmh_mean")
    found = measured(connection, model)
    assert set(found.index[found["is_beyond"]]) == {"speed_kmh_mean"}
    complaint = failed(found)
    assert set(complaint) == {FEATURES}
    assert complaint[FEATURES].severity == dg.AssetCheckSeverity.WARN
    assert "speed_kmh_mean" in str(complaint[FEATURES].metadata["worst"])
    assert "train again" in str(complaint[FEATURES].metadata["what_to_do"])


def test_few_windows_or_one_vehicle_raise_no_alarm(
    connection: duckdb.DuckDBPyConnection, model: LoadedModel
) -> None:
    """The newest 864 s are 173 windows of 5 s a vehicle."""
    connection.execute("update marts.feat_carry_windows set speed_kmh_mean = 3 * speed_kmh_mean")
    few = measured(connection, model, drift_days=0.01)
    assert set(few["window_count"]) == {6 * 173}
    assert not few["is_judged"].any() and failed(few) == {}
    enough = measured(connection, model, drift_days=0.01, drift_min_windows=1000)
    assert enough.loc["speed_kmh_mean", "is_beyond"]
    connection.execute("delete from marts.feat_carry_windows where vehicle_id <> 'truck-001'")
    alone = measured(connection, model, drift_min_windows=100)
    assert not alone["is_judged"].any()


def test_shares_that_moved(connection: duckdb.DuckDBPyConnection, model: LoadedModel) -> None:
    """Nobody carries any more, and all is unknown; that less is unknown is no fault."""
    connection.execute(
        "update ml.carry_state_predictions"
        " set carry_state = 'unknown', is_carrying_predicted = false"
    )
    found = measured(connection, model)
    assert set(failed(found)) == {UNKNOWN, RATES}
    assert set(found.index[found["is_beyond"]]) == {"unknown_share", "predicted_rate"}
    connection.execute("update ml.held_out_sessions set unknown_s = 1000000")
    assert "unknown_share" not in measured(connection, model).query("is_beyond").index


def test_nothing_scored_for_the_same_champion_measures_nothing(
    connection: duckdb.DuckDBPyConnection,
    model: LoadedModel,
    trained: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = load_settings(data_dir=trained.parent)
    calls: list[str] = []
    keep = drift.measure_drift

    def counted(*given: object) -> object:
        calls.append(str(given[2]))
        return keep(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(drift, "measure_drift", counted)

    def scored(version: str, windows: int) -> list[str]:
        step.refresh_drift(connection, settings, version, model.run_id, model.sha256, windows)
        return calls

    assert scored("v1", 0) == ["v1"]
    assert scored("v1", 0) == ["v1"]
    assert scored("v1", 5) == ["v1", "v1"]
    assert scored("v2", 0) == ["v1", "v1", "v2"]
    assert scored("v2", 0) == ["v1", "v1", "v2"]
    connection.execute("update marts.dim_vehicles set load_sensor_status = 'absent'")
    assert scored("v2", 0) == ["v1", "v1", "v2", "v2"]
    stricter = load_settings(data_dir=trained.parent, checks={"drift_max_psi": 0.01})
    step.refresh_drift(connection, stricter, "v2", model.run_id, model.sha256, 0)
    assert len(calls) == 5
    assert connection.execute("select count(distinct version) from ml.drift").fetchone() == (2,)


def test_a_champion_from_before_profiles_is_compared_with_nothing(
    connection: duckdb.DuckDBPyConnection, model: LoadedModel
) -> None:
    connection.execute("delete from ml.feature_profiles; delete from ml.held_out_sessions")
    assert measure_drift(connection, model, VERSION, Thresholds()).empty


def test_no_champion_no_complaint(connection: duckdb.DuckDBPyConnection) -> None:
    assert failed(read_drift(connection, VERSION, None)) == {}
