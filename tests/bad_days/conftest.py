"""Runs that several bad days start from or are compared with, each made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_days.place import Place
from tests.bad_days.telemetry import NAMES, write_awkward_fleet


@pytest.fixture(scope="session")
def good(manifest: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The awkward fleet after its first run; to be copied, not to be changed."""
    place = Place(tmp_path_factory.mktemp("bad_days") / "good")
    write_awkward_fleet(place.folder / "source")
    assert place.run() is None
    return place


@pytest.fixture(scope="session")
def lone(good: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The first vehicle of the fleet alone, after its first run; not to be changed."""
    place = Place(tmp_path_factory.mktemp("bad_days") / "lone")
    name = NAMES["FL-01"]
    place.put(name, (good.real_data / name).read_bytes())
    assert place.run() is None
    return place


@pytest.fixture
def spare(good: Place, tmp_path: Path) -> Place:
    """A copy of the good run's place."""
    return good.copied(tmp_path / "place")
