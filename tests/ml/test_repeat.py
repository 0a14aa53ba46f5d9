"""Training is left out where it would only repeat the last run, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset
from orchestration.ml.fingerprint import code_fingerprint, run_id_of
from orchestration.ml.registry import save_model
from orchestration.ml.repeat import standing_run
from orchestration.ml.tables import write_refusal, write_run
from orchestration.ml.train import TrainingResult

CODE = code_fingerprint()


@pytest.fixture
def connection(result: TrainingResult, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A warehouse and a folder in which the shared result was stored."""
    connection = duckdb.connect()
    write_run(connection, result, save_model(result, tmp_path))
    return connection


def test_an_equal_run_stands_with_its_scores(
    connection: duckdb.DuckDBPyConnection,
    result: TrainingResult,
    dataset: Dataset,
    config: TrainingConfig,
    tmp_path: Path,
) -> None:
    run_id, _ = run_id_of(dataset, config, "v1", None)
    run = standing_run(connection, run_id, tmp_path, CODE)
    assert run is not None
    assert (run.run_id, run.saved.path) == (result.run_id, tmp_path / f"{result.run_id}.skops")
    assert len(run.metrics) == len(result.metrics)
    assert run.window_count == len(dataset)
    assert run.trained_at == result.trained_at.replace(tzinfo=None)


def test_other_data_settings_or_versions_are_other_runs(
    result: TrainingResult, dataset: Dataset, config: TrainingConfig
) -> None:
    others = [
        run_id_of(dataset, config, "v2", None),
        run_id_of(dataset, config.model_copy(update={"seed": 1}), "v1", None),
        run_id_of(dataset, config, "v1", pd.DataFrame(index=range(9))),
    ]
    assert result.run_id not in [run_id for run_id, _ in others]


def test_nothing_stands_without_a_record_a_file_or_the_same_code(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, tmp_path: Path
) -> None:
    run_id, path = result.run_id, tmp_path / f"{result.run_id}.skops"
    assert standing_run(duckdb.connect(), run_id, tmp_path, CODE) is None
    assert standing_run(connection, "another", tmp_path, CODE) is None
    assert standing_run(connection, run_id, tmp_path, "other code") is None
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    assert standing_run(connection, run_id, tmp_path, CODE) is None
    path.unlink()
    assert standing_run(connection, run_id, tmp_path, CODE) is None
    path.write_bytes(content)
    assert standing_run(connection, run_id, tmp_path, CODE) is not None


def test_a_later_refusal_has_to_give_way_by_training(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, tmp_path: Path
) -> None:
    write_refusal(connection, result.config, version="v2", reason="too little")
    assert standing_run(connection, result.run_id, tmp_path, CODE) is None
