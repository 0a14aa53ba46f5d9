"""SIGKILL in the middle of a step: what was is still there, and the next run makes up for it.

One place goes through all of it. It held one vehicle; the whole fleet comes, and three runs in a
row are killed before one may end.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.bad_days.contents import Contents, contents
from tests.bad_days.place import UNTESTED, Place

JOB = """
import os, runpy, signal
from tests.bad_days.quick import learn_quickly
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator

def die(*arguments, **options):
    os.killpg(0, signal.SIGKILL)

learn_quickly()
DbtEventIterator.fetch_column_metadata = lambda events, **options: events
{changes}
runpy.run_module("orchestration.run", run_name="__main__")
"""
"""The job's command, in which something may be death to it and its children.

The lineage of columns is left out, and training is quick, to save time.
"""
UNHARMED = JOB.format(changes="")
ALL_LOADED = JOB.format(changes="from orchestration.warehouse import registry as r; r.stamp = die")
"""All rows are loaded, nothing is committed."""
NO_TESTS = f"from orchestration.assets import dbt; dbt.BUILD = {UNTESTED}"
BUILDING = JOB.format(changes=NO_TESTS)
MODEL_SAVED = JOB.format(
    changes=f"{NO_TESTS}\nfrom orchestration.ml import tables as t; t.write_run = die"
)
"""The model's file is there, its record and scores are not."""
IN_DBT = "START sql incremental model intermediate.int_spans__debounced"
TABLES = """
    select table_schema || '.' || table_name from information_schema.tables
    where table_type = 'BASE TABLE'
"""

pytestmark = pytest.mark.timeout(900)


@dataclass(frozen=True)
class Killed:
    """Tables before, and after each kill and the run that was left alone."""

    before: Contents
    in_load: Contents
    in_dbt: Contents
    in_training: Contents
    finished: Contents
    place: Place


@pytest.fixture(scope="module")
def killed(good: Place, lone: Place, stage: Path) -> Killed:
    place = lone.copied(stage)
    before = contents(place.warehouse)
    shutil.rmtree(place.folder / "source")
    shutil.copytree(good.folder / "source", place.folder / "source")
    assert place.run_apart("-c", ALL_LOADED)[0] == -signal.SIGKILL
    in_load = contents(place.warehouse)
    kill_in_dbt(place)
    in_dbt = contents(place.warehouse)
    assert place.run_apart("-c", MODEL_SAVED)[0] == -signal.SIGKILL
    in_training = contents(place.warehouse)
    code, _, err = place.run_apart("-c", UNHARMED)
    assert code == 0, err
    place = place.moved(stage.with_name("killed"))
    return Killed(before, in_load, in_dbt, in_training, contents(place.warehouse), place)


def kill_in_dbt(place: Place) -> None:
    """Kill the job and its dbt when dbt has begun a table."""
    earlier = set(place.data_dir.glob("dbt/*"))
    with place.start("-c", BUILDING) as process:
        while not any(
            IN_DBT in log.read_text(encoding="utf-8")
            for log in place.data_dir.glob("dbt/*/dbt.log")
            if log.parent not in earlier
        ):
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        family = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    _, alive = psutil.wait_procs(family, timeout=60)
    assert alive == []


def of(held: Contents, *schemas: str) -> Contents:
    return {name: rows for name, rows in held.items() if name.split(".")[0] in schemas}


def test_in_load(killed: Killed) -> None:
    assert killed.in_load == killed.before


def test_in_dbt(killed: Killed, good: Place) -> None:
    """The load is kept, and each table is the one of before or the new one, none half a table.

    Views are left out: they may stand on tables of both.
    """
    clean = contents(good.warehouse)
    assert of(killed.in_dbt, "raw") == of(clean, "raw")
    assert of(killed.in_dbt, "ml") != of(clean, "ml")
    held = of(killed.in_dbt, "intermediate", "marts")
    tables = {name for (name,) in good.query(TABLES)} & set(held)
    assert "intermediate.int_samples__sequenced" in tables
    assert {
        name for name in tables if held[name] not in (killed.before[name], clean[name])
    } == set()


def test_in_training(killed: Killed, good: Place) -> None:
    """All that comes before the classifier is complete, and nothing is said of a new model."""
    clean = contents(good.warehouse, "raw", "staging", "intermediate", "marts")
    del clean["marts.fct_carry_estimates"]
    assert {name: killed.in_training[name] for name in clean} == clean
    assert killed.in_training["ml.training_runs"] == (0, 0)
    assert killed.in_training["ml.carry_state_predictions"] == (0, 0)


def test_the_next_run_equals_a_clean_one(killed: Killed, good: Place) -> None:
    assert killed.finished == contents(good.warehouse)
    left, clean = (
        {file.name for file in (place.data_dir / "models").iterdir()}
        for place in (killed.place, good)
    )
    assert {name for name in left - clean if not name.endswith((".html", ".md"))} == set()
    assert clean <= left  # there may be the card of a run that was refused before, too
    for place in (killed.place, good):
        assert not list(place.data_dir.glob("*.staging"))
