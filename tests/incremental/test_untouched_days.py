"""Hours and days of the site are written again only where their sessions or their fleet changed.

One column is emptied in every row; after the next build it is still empty where a row was left
alone. Tables of sessions are looked at in `test_untouched.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt_runs import Dbt
from tests.incremental.comparison import differences
from tests.incremental.history import Place
from tests.incremental.steps import Change, Cut, State, Write
from tests.incremental.telemetry import Piece
from tests.thoroughness import sparing

EMPTIED = {"marts.fct_site_hours": "duty_s", "marts.fct_site_days": "position_count"}
WORK = "12e 3u 12L 3u 9e 3u 15L 3u 12e"
MONDAY, TUESDAY, WEDNESDAY = "2025-03-03", "2025-03-04", "2025-03-05"


def piece(vehicle: str, day: int, clock: str = "08:00:00") -> Piece:
    """Six minutes of work."""
    return Piece(vehicle, day, clock, 5, WORK)


BEFORE: tuple[Change, ...] = (
    Write("a.csv", (piece("FL-1", 0),)),
    Write("b.csv", (piece("FL-1", 1, "23:57:00"),)),
)
LATER: dict[str, tuple[tuple[Change, set[str]], ...]] = {
    "a later day": ((Write("c.csv", (piece("FL-1", 3),)), {MONDAY, TUESDAY, WEDNESDAY}),),
    "another vehicle on the second day": (
        (Write("c.csv", (piece("FL-2", 1),)), {MONDAY, WEDNESDAY}),
    ),
    "more of an hour of the first day, and less after midnight": (
        (Write("c.csv", (piece("FL-1", 0, "08:30:00"),)), {TUESDAY, WEDNESDAY}),
        (Cut("b.csv", 60), {MONDAY}),
    ),
}
"""By what comes: the changes, and the days whose rows stay as they are."""


@pytest.mark.parametrize(
    "name", sparing(LATER, "more of an hour of the first day, and less after midnight")
)
def test_only_changed_days_are_written(name: str, dbt: Dbt, tmp_path: Path) -> None:
    state = State()
    grown, fresh = Place(tmp_path / "grown", dbt), Place(tmp_path / "fresh", dbt)
    for earlier in BEFORE:
        earlier.apply(state)
    grown.build(state)

    for change, left_alone in LATER[name]:
        run(grown, *(f"update {table} set {column} = null" for table, column in EMPTIED.items()))
        change.apply(state)
        grown.build(state)
        for table, column in EMPTIED.items():
            found = run(
                grown, f"select cast(local_date as varchar) from {table} where {column} is null"
            )
            assert {day for (day,) in found} == left_alone, table

    # Filled as they were, the grown tables are those of a fresh build.
    fresh.build(state)
    with duckdb.connect(str(grown.settings.warehouse_path)) as connection:
        connection.execute(f"attach '{fresh.settings.warehouse_path}' as fresh_copy (read_only)")
        for table, column in EMPTIED.items():
            key = "hour_number" if table.endswith("hours") else "local_date"
            connection.execute(
                f"update {table} as old set {column} = new.{column} from fresh_copy.{table} as new "
                f"where old.{key} = new.{key} and old.{column} is null"
            )
    found = differences(grown.settings.warehouse_path, fresh.settings.warehouse_path)
    assert found == [], "\n".join(found)


def run(place: Place, *statements: str) -> list[Any]:
    """Run statements in a warehouse; the rows of the last one."""
    with duckdb.connect(str(place.settings.warehouse_path)) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)
        return connection.execute(statements[-1]).fetchall()
