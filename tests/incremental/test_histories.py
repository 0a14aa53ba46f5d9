"""Whatever happened to the source before, the tables are what a fresh build of it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.incremental.dbt_runs import Dbt
from tests.incremental.histories import HISTORIES, STORIES, together
from tests.incremental.history import play
from tests.incremental.profile import THOROUGH


@pytest.mark.parametrize("name", HISTORIES)
def test_grown_equals_fresh(name: str, dbt: Dbt, tmp_path: Path) -> None:
    play(HISTORIES[name], dbt, tmp_path)


@pytest.mark.skipif(not THOROUGH, reason="told together above; --hypothesis-profile=thorough")
@pytest.mark.parametrize("name", STORIES)
def test_story_alone(name: str, dbt: Dbt, tmp_path: Path) -> None:
    play(together([STORIES[name]]), dbt, tmp_path)
