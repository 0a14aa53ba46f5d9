"""What all tests share: settings of their own, dbt and its manifest, and an order for workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from hypothesis import HealthCheck, settings

from orchestration.project import manifest_path, prepare
from orchestration.settings import Settings, load_settings

if TYPE_CHECKING:
    from tests.dbt_runs import Dbt

PREFIXES = ("FORKLIFT_", "DBT_", "DAGSTER_", "LAKECTL_")
LONGEST = (
    "tests/bad_days/",
    "tests/lakefs/test_time_travel.py",
    "tests/test_run.py",
    "tests/incremental/",
    "tests/benchmark/test_truth.py",
    "tests/dbt/",
    "tests/semantic/",
    "tests/benchmark/test_guard.py",
    "tests/benchmark/test_small_walk.py",
    "tests/benchmark/test_command.py",
)
"""What takes longest when tests have several workers, in that order; each is one worker's."""

settings.register_profile(
    "thorough", max_examples=300, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """`--dist loadfile` keeps folders of `LONGEST` on one worker, which makes their runs once."""
    from xdist.scheduler import LoadFileScheduling

    class KeepTogether(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            folders = (name for name in LONGEST if nodeid.startswith(name))
            return next(folders, super()._split_scope(nodeid))

    return KeepTogether(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Workers begin with what takes longest, so that none of them is busy when all else is done."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: [not item.nodeid.startswith(name) for name in LONGEST])


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
    return manifest_path(load_settings())


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory, clean_environment: None) -> Dbt:
    """dbt in this process: parsing is the dearest part, and done once for each set of vars."""
    from tests.dbt_runs import Dbt  # takes seconds

    return Dbt(tmp_path_factory.mktemp("dbt"))


@pytest.fixture(scope="session")
def defs(manifest: Path) -> dg.Definitions:
    """The real definitions."""
    from orchestration.definitions import defs

    return defs
