"""A model stands unread only while nothing that its training follows from has changed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from orchestration.assets import train_unchanged
from orchestration.assets.train_unchanged import training_state
from orchestration.ml.config import BoostingParameters, TrainingConfig
from orchestration.ml.registry import save_model
from orchestration.ml.repeat import latest_run
from orchestration.ml.tables import write_refusal, write_run
from orchestration.ml.train import train
from orchestration.settings import Settings, load_settings
from tests.ml.fleet import make_windows
from tests.ml.stored import store_windows

CONFIG = TrainingConfig(
    folds=2, importance_rows=100, boosting=BoostingParameters(max_iter=2, min_samples_leaf=20)
)
MART = "marts.feat_carry_windows"

CHANGES = {
    "a session": f"update {MART} set session_version = 2 where session_id like '%-0'",
    "the features": f"update {MART} set code_version = 2",
    "a lost session": f"delete from {MART} where session_id like '%-0'",
    "a verdict": "update marts.dim_vehicles set load_sensor_status = 'absent'",
    "another commit": "update raw.objects set version = 'v2'",
    "another model": "update ml.training_runs set model_sha256 = 'other'",
    "a column less": f"alter table {MART} drop column height_m_mean",
}


@pytest.fixture(scope="module")
def windows() -> pd.DataFrame:
    """Four trusted forklifts."""
    return make_windows(vehicles=4, windows=300)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path)


@pytest.fixture
def connection(windows: pd.DataFrame, settings: Settings) -> duckdb.DuckDBPyConnection:
    """A warehouse in which a model was trained, and its files."""
    connection = duckdb.connect()
    store_windows(connection, windows.assign(session_version=1, code_version=1))
    connection.execute(
        "create schema raw; create table raw.objects as select 1 as object_id, 'a.csv' as"
        " object_path, 'v1' as version, 'ab' as sha256, 'loaded' as status"
    )
    result = train(windows, CONFIG, version="v1")
    write_run(connection, result, save_model(result, settings.models_path))
    return connection


def state(
    connection: duckdb.DuckDBPyConnection, settings: Settings, config: TrainingConfig = CONFIG
) -> str | None:
    run = latest_run(connection, settings.models_path)
    return training_state(connection, run, settings, config)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_another_warehouse_is_read_again(
    connection: duckdb.DuckDBPyConnection, settings: Settings, change: str
) -> None:
    before = state(connection, settings)
    assert before == state(connection, settings) is not None
    connection.execute(change)
    assert state(connection, settings) != before


def test_other_settings_or_code_or_libraries_are_another_training(
    connection: duckdb.DuckDBPyConnection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = [state(connection, settings), state(connection, settings, TrainingConfig())]
    monkeypatch.setattr(train_unchanged, "library_versions", lambda: {"numpy": "0.1"})
    states.append(state(connection, settings))
    monkeypatch.setattr(train_unchanged, "code_fingerprint", lambda: "other")
    states.append(state(connection, settings))
    assert len(set(states)) == len(states)


@pytest.mark.parametrize("suffix", ["skops", "json"])
def test_a_model_with_other_files_does_not_stand(
    connection: duckdb.DuckDBPyConnection, settings: Settings, suffix: str
) -> None:
    before = state(connection, settings)
    (file,) = settings.models_path.glob(f"*.{suffix}")
    file.write_bytes(file.read_bytes() + b" ")
    assert state(connection, settings) not in (before, None)
    file.unlink()
    assert state(connection, settings) is None


def test_nothing_stands_on_a_refusal_or_without_versions_of_sessions(
    connection: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    connection.execute(f"alter table {MART} drop column session_version")
    assert state(connection, settings) is None
    connection.execute(f"alter table {MART} add column session_version integer default 1")
    assert state(connection, settings) is not None
    write_refusal(connection, CONFIG, version="v2", reason="too little")
    assert state(connection, settings) is None
