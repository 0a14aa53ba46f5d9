from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.publishing.errors import PublishError
from orchestration.publishing.provenance import Provenance, read_provenance
from tests.publishing.warehouse import MODEL, OLDER_MODEL, SHA256, build, log_ingest, log_training

VERSION, OTHER = "1" * 64, "2" * 64


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    build(tmp_path / "w.duckdb", VERSION)
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        yield connection


def refusal(connection: duckdb.DuckDBPyConnection, run_id: str = "run") -> str:
    with pytest.raises(PublishError) as caught:
        read_provenance(connection, {run_id})
    message = str(caught.value)
    assert message.startswith("not published: ") and "\n" not in message
    return message


@pytest.mark.parametrize("run_id", ["run", "a run that only publishes"])
def test_data_and_model(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    assert read_provenance(connection, {run_id}) == Provenance(VERSION, MODEL, SHA256)


def test_a_run_that_trained_no_model(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("update ml.training_runs set status = 'refused'")
    assert read_provenance(connection, {"run"}) == Provenance(VERSION, MODEL, None)


def test_a_champion_of_an_earlier_run_is_published_too(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        "insert into ml.model_stages (version, run_id, stage, champion, decided_by, in_force_since)"
        f" values ('{VERSION}', '{MODEL}', 'candidate', '{OLDER_MODEL}', 'rule', now()::timestamp)"
    )
    found = read_provenance(connection, {"run"})
    assert found == Provenance(VERSION, MODEL, SHA256, OLDER_MODEL)
    assert found.shown_run_ids == (MODEL, OLDER_MODEL)


@pytest.mark.parametrize("statement", ["delete from ml.training_runs", "drop schema ml cascade"])
def test_no_training_at_all(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    connection.execute(statement)
    assert read_provenance(connection, {"run"}) == Provenance(VERSION)


def test_data_of_a_folder(connection: duckdb.DuckDBPyConnection) -> None:
    log_ingest(connection, VERSION, run_id="later", source="local")
    assert "last loaded from source 'local', not from lakefs" in refusal(connection)


def test_another_run_has_loaded_meanwhile(connection: duckdb.DuckDBPyConnection) -> None:
    log_ingest(connection, VERSION, run_id="later")
    assert f"run later has loaded commit {VERSION[:12]} meanwhile" in refusal(connection)
    assert read_provenance(connection, {"later"}).data_commit == VERSION


def test_the_first_attempt_counts_as_the_run(connection: duckdb.DuckDBPyConnection) -> None:
    assert read_provenance(connection, {"second attempt", "run"}).data_commit == VERSION
    log_ingest(connection, VERSION, run_id="later")
    with pytest.raises(PublishError, match="meanwhile"):
        read_provenance(connection, {"second attempt", "run"})


def test_the_log_and_the_manifest_disagree(connection: duckdb.DuckDBPyConnection) -> None:
    log_ingest(connection, OTHER, run_id="later")
    assert "does not hold what its last ingest read" in refusal(connection, "later")


def test_a_model_of_other_data(connection: duckdb.DuckDBPyConnection) -> None:
    log_training(connection, "d" * 16, OTHER, "2025-03-06 00:00:00")
    message = refusal(connection)
    assert f"model run {'d' * 16} is of {OTHER[:12]}" in message and VERSION[:12] in message


def test_an_empty_warehouse() -> None:
    with duckdb.connect() as connection:
        assert "nothing was loaded yet" in refusal(connection)
