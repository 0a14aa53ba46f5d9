"""Runs that several bad days start from or are compared with, each made once.

All of them happen in one folder, the stage, and what is kept is moved away: dbt, which parses the
whole project again when its warehouse has another path, then parses only what has changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bad_days.place import Place
from tests.bad_days.telemetry import NAMES, write_awkward_fleet


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which runs happen; there is none between two tests."""
    return tmp_path_factory.mktemp("bad_days") / "stage"


@pytest.fixture(scope="session")
def good(manifest: Path, stage: Path) -> Place:
    """The awkward fleet after its first run; to be copied, not to be changed."""
    place = Place(stage)
    write_awkward_fleet(place.folder / "source")
    assert place.run() is None
    return place.moved(stage.with_name("good"))


@pytest.fixture(scope="session")
def lone(good: Place, stage: Path) -> Place:
    """The first vehicle of the fleet alone, after its first run; not to be changed."""
    place = Place(stage)
    name = NAMES["FL-01"]
    place.put(name, (good.real_data / name).read_bytes())
    assert place.run() is None
    return place.moved(stage.with_name("lone"))


@pytest.fixture
def spare(good: Place, stage: Path) -> Iterator[Place]:
    """A copy of the good run's place."""
    yield good.copied(stage)
    shutil.rmtree(stage)
