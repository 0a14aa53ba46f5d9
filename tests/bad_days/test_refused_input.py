"""Input that is no telemetry: one line that names it, and the warehouse stays as it was."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable

import pytest

from tests.bad_days.contents import contents
from tests.bad_days.place import Place

COMMAS = "7,0.5,1,1,1740000000000,51.05,3.72,6.25\n" * 3


def emptied(place: Place) -> None:
    for file in place.real_data.iterdir():
        file.unlink()


def removed(place: Place) -> None:
    shutil.rmtree(place.real_data)


def with_commas(place: Place) -> None:
    place.put("commas.csv", COMMAS)


def with_rubbish(place: Place) -> None:
    place.put("rubbish.csv", random.Random(3).randbytes(60_000))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (emptied, ["/source/real_data: empty folder", "FORKLIFT_LOCAL_ROOT"]),
        (removed, ["/source/real_data: no such folder", "FORKLIFT_LOCAL_ROOT"]),
        (with_commas, ["real_data/commas.csv: line 1 is no row", "delimiter seems to be ','"]),
        (with_rubbish, ["real_data/rubbish.csv: line 1 is no row", "invalid_encoding"]),
    ],
)
def test_nothing_is_loaded(spare: Place, spoil: Callable[[Place], None], words: list[str]) -> None:
    before = contents(spare.warehouse)
    spoil(spare)
    failure = spare.run()
    assert failure is not None and failure.startswith("ingest: ") and "\n" not in failure
    assert all(word in failure for word in words), failure
    assert contents(spare.warehouse) == before
