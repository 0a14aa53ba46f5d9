"""Predictions beside the windows that they are of, by hand."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.checks.tables import predictions_complete
from orchestration.settings import load_settings
from tests.checks.judging import verdicts

WINDOWS = [(vehicle, "s", minute) for vehicle in ("A", "B", "truck") for minute in (0, 1)]
ALL = [("A", "s", 0), ("A", "s", 1), ("B", "s", 0), ("B", "s", 1)]
PREDICTED = {
    "each window once": (ALL, True),
    "in any order": (ALL[::-1], True),
    "without a model": ([], True),
    "one left out": (ALL[1:], False),
    "one twice": ([*ALL, ALL[0]], False),
    "one twice in place of another": ([ALL[1], *ALL[1:]], False),
    "one of a window that is gone": ([*ALL[1:], ("A", "s", 9)], False),
    "one of another session": ([*ALL[1:], ("A", "t", 0)], False),
    "one of a truck": ([*ALL, ("truck", "s", 0)], False),
}


@pytest.mark.parametrize(("predicted", "passes"), PREDICTED.values(), ids=PREDICTED)
def test_each_window_of_a_forklift_has_one_prediction(
    tmp_path: Path, predicted: list[tuple[str, str, int]], passes: bool
) -> None:
    warehouse = tmp_path / "w.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create schema marts; create schema ml;"
            "create table marts.dim_vehicles as from (values ('A', 'forklift'), ('B', 'forklift'),"
            " ('truck', 'truck')) as t (vehicle_id, vehicle_class)"
        )
        for table, keys in (
            ("marts.feat_carry_windows", WINDOWS),
            ("ml.carry_state_predictions", predicted),
        ):
            connection.execute(
                f"create table {table}"
                " (vehicle_id varchar, session_id varchar, window_started_at timestamp)"
            )
            for vehicle, session, minute in keys:
                connection.execute(
                    f"insert into {table} values (?, ?, timestamp '2025-03-03' + to_minutes(?))",
                    [vehicle, session, minute],
                )
    (said,) = verdicts(predictions_complete, load_settings(warehouse=warehouse)).values()
    assert said.passed == passes
    assert said.metadata["windows"].value == 4
    assert said.metadata["predictions"].value == len(predicted)
