"""Two models on the sessions that both were judged on, computed by head (see `runs.py`)."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.ml.challenge import Comparison, compare
from orchestration.ml.schema import create_tables
from tests.ml.runs import FAIR, GOOD, add_run


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        create_tables(opened)
        yield opened


def compared(connection: duckdb.DuckDBPyConnection, draws: int = 200) -> Comparison:
    found = compare(connection, "new", "old", draws=draws, seed=0)
    assert found is not None
    return found


def test_better_on_every_vehicle_is_better_by_the_same_on_every_draw(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    add_run(connection, "old", "v1", {"A": FAIR, "B": FAIR})
    add_run(connection, "new", "v2", {"A": GOOD, "B": GOOD})
    found = compared(connection)
    assert (found.mcc, found.champion_mcc) == pytest.approx((0.8, 0.6))
    assert (found.low, found.difference, found.high) == pytest.approx((0.2, 0.2, 0.2))
    assert (found.session_count, found.vehicle_count, found.is_worse) == (2, 2, False)


def test_worse_on_every_vehicle_is_worse(connection: duckdb.DuckDBPyConnection) -> None:
    add_run(connection, "old", "v1", {"A": GOOD, "B": GOOD})
    add_run(connection, "new", "v2", {"A": FAIR, "B": FAIR})
    found = compared(connection)
    assert (found.low, found.high) == pytest.approx((-0.2, -0.2))
    assert found.is_worse
    assert str(found) == (
        "MCC 0.600 against 0.800, difference -0.200 (-0.200 to -0.200),"
        " on 2 sessions of 2 held-out vehicles"
    )


def test_vehicles_that_disagree_make_the_interval_wide(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """A quarter of the draws is of A alone, a quarter of B alone: they are the ends."""
    add_run(connection, "old", "v1", {"A": FAIR, "B": GOOD})
    add_run(connection, "new", "v2", {"A": GOOD, "B": FAIR})
    found = compared(connection)
    assert (found.low, found.difference, found.high) == pytest.approx((-0.2, 0.0, 0.2))
    assert not found.is_worse


def test_only_equal_sessions_with_equal_labels_count(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """B's content changed, C's labels did, D is new, E is of no known version."""
    add_run(connection, "old", "v1", {"A": FAIR, "C": FAIR})
    add_run(connection, "new", "v2", {"A": GOOD, "C": (45, 5, 6, 44), "D": GOOD})
    for run_id, number in (("old", "1"), ("new", "2")):
        connection.execute(
            "insert into ml.held_out_sessions values"
            f" ('{run_id}', 'v', 'B', 'B@1', '{number}', '0', 20, 45, 5, 5, 45, 0),"
            f" ('{run_id}', 'v', 'E', 'E@1', null, '0', 20, 45, 5, 5, 45, 0)"
        )
    found = compared(connection)
    assert (found.session_count, found.vehicle_count) == (1, 1)
    assert found.difference == pytest.approx(0.2)
    assert (found.low, found.high, found.is_worse) == (None, None, False)


def test_a_model_that_says_one_state_only_is_no_better_than_chance(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    add_run(connection, "old", "v1", {"A": FAIR, "B": FAIR})
    add_run(connection, "new", "v2", {"A": (0, 0, 50, 50), "B": (0, 0, 50, 50)})
    found = compared(connection)
    assert (found.mcc, found.high) == pytest.approx((0.0, -0.6))
    assert found.is_worse


def test_nothing_in_common(connection: duckdb.DuckDBPyConnection) -> None:
    add_run(connection, "old", "v1", {"A": FAIR})
    add_run(connection, "new", "v2", {"B": GOOD})
    assert compare(connection, "new", "old", draws=10, seed=0) is None
