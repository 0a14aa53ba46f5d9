"""The dbt that all histories of a session share: parsing is the dearest part."""

from __future__ import annotations

import pytest

from tests.incremental.dbt_runs import Dbt


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory, clean_environment: None) -> Dbt:
    return Dbt(tmp_path_factory.mktemp("dbt"))
