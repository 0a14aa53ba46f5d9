"""Scoring what changed gives what scoring everything gives, and scores no more than that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pandas as pd
import pytest

from orchestration.ml import mart, predictions
from orchestration.ml.features import group_of
from orchestration.ml.relations import OF_FORKLIFTS
from orchestration.ml.score import score
from orchestration.ml.standing import all_stand, standing_sessions
from orchestration.ml.train import TrainingResult
from tests.ml.stored import store_windows


@pytest.fixture
def connection(windows: pd.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        store_windows(opened, windows.assign(session_version=1))
        yield opened


def scored(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, standing: pd.DataFrame | None
) -> Iterator[pd.DataFrame]:
    reader = connection.cursor()
    names = result.contract.mart_names
    for batch in mart.read_scoring_windows(reader, names, 1000, without=standing):
        yield score(
            batch, result.estimator, result.contract, result.readout, model_version=result.run_id
        )


def refresh(connection: duckdb.DuckDBPyConnection, result: TrainingResult) -> int:
    standing = standing_sessions(connection, result.run_id)
    return predictions.replace_predictions(
        connection, scored(connection, result, standing), standing=standing
    )


def rows(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute("select * from ml.carry_state_predictions order by all").fetchall()


def rewritten(connection: duckdb.DuckDBPyConnection, result: TrainingResult) -> list[Any]:
    """What a full rewrite gives; the incremental rows are put back after it."""
    connection.execute("create temp table aside as from ml.carry_state_predictions")
    predictions.replace_predictions(connection, scored(connection, result, None))
    full = rows(connection)
    connection.execute("delete from ml.carry_state_predictions")
    connection.execute("insert into ml.carry_state_predictions from aside; drop table aside")
    return full


def windows_of(connection: duckdb.DuckDBPyConnection, where: str) -> int:
    sql = f"select 1 from marts.feat_carry_windows where {OF_FORKLIFTS} and {where}"
    return len(connection.execute(sql).fetchall())


def a_session(connection: duckdb.DuckDBPyConnection, number: int) -> str:
    """Condition that one session of a forklift meets."""
    vehicle, session = connection.execute(
        "select distinct vehicle_id, session_id from marts.feat_carry_windows"
        f" where {OF_FORKLIFTS} order by all limit 1 offset ?",
        [number],
    ).fetchall()[0]
    return f"(vehicle_id, session_id) = ('{vehicle}', '{session}')"


def feature(result: TrainingResult) -> str:
    return result.contract.names[0]


def test_nothing_new_scores_nothing(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult
) -> None:
    assert not all_stand(connection, standing_sessions(connection, result.run_id))
    assert refresh(connection, result) == windows_of(connection, "true") > 0
    assert all_stand(connection, standing_sessions(connection, result.run_id))
    assert not all_stand(connection, standing_sessions(connection, "another model"))
    before = rows(connection)
    assert refresh(connection, result) == 0
    assert rows(connection) == before == rewritten(connection, result)


@pytest.mark.parametrize(
    "change",
    [
        "update {mart} set session_version = 2, {feature} = {feature} + 1 where {first}",
        "delete from {mart} where {first}",
        (
            "update marts.dim_vehicles set vehicle_class = 'truck' where vehicle_id ="
            " (select min(vehicle_id) from {mart} where {first})"
        ),
        "update marts.dim_vehicles set load_sensor_status = 'absent'",
        (
            "insert into {mart} select * replace (session_id || 'b' as session_id) from {mart}"
            " where {first}"
        ),
        "update {mart} set session_id = session_id || 'b' where {first}",
        "update {mart} set session_version = null, {feature} = 0 where {first}",
        "delete from {mart} where {first} and hash(window_started_at) % 2 = 0",
        (
            "update {mart} set session_version = 3, {feature} = 0 where {first}"
            " and hash(window_started_at) % 2 = 0"
        ),
        (
            "delete from {mart} where {first}; update {mart} set session_version = 9,"
            " {feature} = 0 where {second}"
        ),
    ],
)
def test_change_equals_a_full_rewrite(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult, change: str
) -> None:
    refresh(connection, result)
    total = windows_of(connection, "true")
    names = {"mart": "marts.feat_carry_windows", "feature": feature(result)}
    first, second = a_session(connection, 0), a_session(connection, 1)
    connection.execute(change.format(first=first, second=second, **names))
    stands = all_stand(connection, standing_sessions(connection, result.run_id))
    scored_windows = refresh(connection, result)
    assert scored_windows < total / 2
    assert stands == (scored_windows == 0)
    assert rows(connection) == rewritten(connection, result)
    refresh(connection, result)
    assert rows(connection) == rewritten(connection, result)


def test_only_the_changed_session_is_scored(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult
) -> None:
    refresh(connection, result)
    first = a_session(connection, 0)
    connection.execute(
        f"update marts.feat_carry_windows set session_version = 2, {feature(result)} = 7"
        f" where {first}"
    )
    assert refresh(connection, result) == windows_of(connection, first) > 0
    assert rows(connection) == rewritten(connection, result)


def test_another_model_scores_all(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult
) -> None:
    refresh(connection, result)
    other = replace(result, run_id="another")
    assert refresh(connection, other) == windows_of(connection, "true")
    assert {row[7] for row in rows(connection)} == {"another"}


def test_mart_without_versions_scores_all(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult
) -> None:
    connection.execute("alter table marts.feat_carry_windows drop column session_version")
    for _ in range(2):
        assert refresh(connection, result) == windows_of(connection, "true")
    assert {row[8] for row in rows(connection)} == {None}


def test_predictions_of_an_older_layout(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult
) -> None:
    refresh(connection, result)
    connection.execute("alter table ml.carry_state_predictions drop column session_version")
    assert refresh(connection, result) == windows_of(connection, "true")
    assert rows(connection) == rewritten(connection, result)


def test_killed_run_leaves_what_was_there(
    connection: duckdb.DuckDBPyConnection, result: TrainingResult
) -> None:
    refresh(connection, result)
    before = rows(connection)
    connection.execute("update marts.feat_carry_windows set session_version = 2 where true")
    standing = standing_sessions(connection, result.run_id)

    def broken() -> Iterator[pd.DataFrame]:
        yield next(scored(connection, result, standing))
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        predictions.replace_predictions(connection, broken(), standing=standing)
    assert rows(connection) == before
    refresh(connection, result)
    assert rows(connection) == rewritten(connection, result) != before


def test_the_version_is_no_feature() -> None:
    assert group_of("session_version") == "key"
