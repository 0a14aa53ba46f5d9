"""What a build passed is forgotten as soon as another one may change its tables."""

from __future__ import annotations

from pathlib import Path

from orchestration.warehouse import open_warehouse
from orchestration.warehouse.build_state import remember_passed, run_that_passed
from tests.dbt_runs import Dbt
from tests.incremental.history import Place
from tests.incremental.steps import State, Write

STEPS = ("dbt_build", "train", "dbt_build_after_ml")


def test_another_build_is_no_longer_the_one_that_passed(dbt: Dbt, tmp_path: Path) -> None:
    """Even of one table, and though tables with other values may look the same."""
    place, state = Place(tmp_path, dbt), State()
    Write("a.csv").apply(state)
    place.build(state)
    remember(place)
    dbt.statuses(place.settings, "test", "--select", "dim_date,test_type:data")
    assert remembered(place) == list(STEPS)
    place.build(state, "dim_date")
    assert remembered(place) == []


def test_what_follows_the_classifier_is_read_by_no_other_step(dbt: Dbt, tmp_path: Path) -> None:
    place, state = Place(tmp_path, dbt), State()
    Write("a.csv").apply(state)
    place.build(state)
    remember(place)
    dbt.statuses(
        place.settings, "build", "--select", "source:ml+", "--exclude-resource-type", "test"
    )
    assert remembered(place) == ["dbt_build", "train"]


def remember(place: Place) -> None:
    with open_warehouse(place.settings) as connection:
        for step in STEPS:
            remember_passed(connection, step, "as it was", "run")


def remembered(place: Place) -> list[str]:
    with open_warehouse(place.settings, read_only=True) as connection:
        return [step for step in STEPS if run_that_passed(connection, step, "as it was") == "run"]
