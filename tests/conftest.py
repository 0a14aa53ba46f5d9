"""What all tests share: settings of their own, and the dbt manifest, made once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.project import prepare
from orchestration.settings import REPOSITORY, Settings, load_settings

PREFIXES = ("FORKLIFT_", "DBT_", "DAGSTER_", "LAKECTL_")


@pytest.fixture(scope="session", autouse=True)
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of this machine reaches a test, and no test writes into data/local."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIXES)]:
            patch.delenv(name)
        patch.setitem(Settings.model_config, "env_file", None)
        patch.setenv("FORKLIFT_DATA_DIR", str(tmp_path_factory.mktemp("data_dir")))
        yield


@pytest.fixture(scope="session")
def manifest(clean_environment: None) -> Path:
    """The dbt manifest of the default settings."""
    prepare(load_settings())
    return REPOSITORY / "dbt_project" / "target" / "manifest.json"


@pytest.fixture(scope="session")
def defs(manifest: Path) -> dg.Definitions:
    """The real definitions."""
    from orchestration.definitions import defs

    return defs
