"""Zones that people name reach the load cycles that stand already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.dbt_runs import Dbt
from tests.incremental.comparison import differences
from tests.incremental.history import Place
from tests.incremental.steps import State, Write
from tests.incremental.telemetry import Piece

WORK = "12e 12L 6u 12e 18L 12e"
"""Two carries."""


@pytest.fixture
def zones(dbt: Dbt) -> Iterator[Path]:
    """The seed of the copied project; as it was when the test ends."""
    file = dbt.project / "seeds" / "zones.csv"
    before = file.read_text(encoding="utf-8")
    yield file
    file.write_text(before, encoding="utf-8")


def zones_of(place: Place) -> set[str]:
    with duckdb.connect(str(place.settings.warehouse_path), read_only=True) as connection:
        found = connection.execute("select distinct pick_up_zone_id from marts.fct_load_cycles")
        return {zone for (zone,) in found.fetchall()}


def test_cycles_follow_the_named_zones(dbt: Dbt, zones: Path, tmp_path: Path) -> None:
    grown, fresh = Place(tmp_path / "grown", dbt), Place(tmp_path / "fresh", dbt)
    state = State()
    Write("a.csv", (Piece("FL-1", 0, "08:00:00", 5, WORK),)).apply(state)
    grown.build(state)
    assert all(zone.startswith("cell ") for zone in zones_of(grown))

    with zones.open("a", encoding="utf-8") as file:
        file.write("yard,The yard,52.29,13,5000\n")
    grown.build(state)

    assert zones_of(grown) == {"yard"}
    fresh.build(state)
    found = differences(grown.settings.warehouse_path, fresh.settings.warehouse_path)
    assert found == [], "\n".join(found)
