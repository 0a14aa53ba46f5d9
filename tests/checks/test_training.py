"""Two trainings side by side, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.checks.training import BASE_RATE, VERDICTS, training_is_steady
from orchestration.ml.schema import create_tables
from orchestration.settings import load_settings
from tests.checks.judging import verdicts


def log_training(
    warehouse: Path, hour: int, version: str, vehicles: str | None, carrying_h: float = 3
) -> None:
    """A training on these vehicles (a letter each) with so many of 10 h carrying."""
    counts = None if vehicles is None else json.dumps(dict.fromkeys(vehicles, 10))
    with duckdb.connect(str(warehouse)) as connection:
        create_tables(connection)
        connection.execute(
            "insert into ml.training_runs (run_id, version, status, rows_per_vehicle, trained_at)"
            " values (?, ?, ?, ?, timestamp '2025-03-03' + to_hours(?))",
            [f"run{hour}", version, "trained" if vehicles else "refused", counts, hour],
        )
        if vehicles is None:
            return
        for is_carrying, hours in ((True, carrying_h), (False, 10 - carrying_h)):
            for fold in ("all", "0"):
                connection.execute(
                    "insert into ml.confusion values"
                    " (?, ?, 'majority', 'held_out_vehicles', ?, 'all', ?, false, 1, ?)",
                    [f"run{hour}", version, fold, is_carrying, 3600 * hours],
                )


def judged(warehouse: Path) -> tuple[bool, bool]:
    found = verdicts(training_is_steady, load_settings(warehouse=warehouse))
    return found[BASE_RATE].passed, found[VERDICTS].passed


def test_the_first_training_passes(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    log_training(warehouse, 1, "v1", "ABC", 9)
    assert judged(warehouse) == (True, True)


@pytest.mark.parametrize(("hours", "passed"), [(4.4, True), (4.6, False), (1.6, True), (1, False)])
def test_base_rate(tmp_path: Path, hours: float, passed: bool) -> None:
    """3 of 10 h before; 0.15 more or less is allowed."""
    warehouse = tmp_path / "w.duckdb"
    log_training(warehouse, 1, "v1", "ABC", 3)
    log_training(warehouse, 2, "v2", "ABC", hours)
    log_training(warehouse, 3, "v2", "ABC", hours)  # again on the same data hides nothing
    assert judged(warehouse) == (passed, True)


@pytest.mark.parametrize(
    ("vehicles", "passed"),
    # One of five is a fifth; two of six are more.
    [("ABCDE", True), ("ABCD", True), ("ABC", False), ("ABCDF", False), ("ABCDEF", True)],
)
def test_trusted_vehicles(tmp_path: Path, vehicles: str, passed: bool) -> None:
    warehouse = tmp_path / "w.duckdb"
    log_training(warehouse, 1, "v1", "ABCDE")
    log_training(warehouse, 2, "v2", vehicles)
    assert judged(warehouse) == (True, passed)


def test_a_refused_training_has_lost_all_of_them(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    log_training(warehouse, 1, "v1", "ABCDE")
    log_training(warehouse, 2, "v2", None)
    assert judged(warehouse) == (True, False)
