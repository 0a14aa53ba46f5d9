"""Whatever happened to the source before, the tables are what a fresh build of it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dbt_runs import Dbt
from tests.incremental.histories import HISTORIES, STORIES, together
from tests.incremental.history import play
from tests.thoroughness import ONLY_THOROUGHLY, sparing

SIMILAR = {
    "a source without rows, before and after",
    "a run with other limits that ends early",
    "the reference rule, and rows of two vehicles in one file",
    "limits change, and change back",
}
"""Histories whose kinds of change are in others, too."""


@pytest.mark.parametrize("name", sparing(HISTORIES, *set(HISTORIES) - SIMILAR))
def test_grown_equals_fresh(name: str, dbt: Dbt, tmp_path: Path) -> None:
    play(HISTORIES[name], dbt, tmp_path)


@ONLY_THOROUGHLY  # told together above
@pytest.mark.parametrize("name", STORIES)
def test_story_alone(name: str, dbt: Dbt, tmp_path: Path) -> None:
    play(together([STORIES[name]]), dbt, tmp_path)
