"""The resources that assets are given.

Lives here: dbt with the project's settings made explicit, and the dictionary of all resources.
Not here: what is run with them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from dagster_dbt import DbtCliInvocation, DbtCliResource, DbtProject
from dagster_dbt.compat import DBT_PYTHON_VERSION

from orchestration.dbt_command import (
    DBT_EXECUTABLE,
    dbt_environment,
    variables_of,
    vars_arguments,
)
from orchestration.settings import Settings

KEPT_TARGETS = 20


class ProjectDbt(DbtCliResource):
    """dbt as a subprocess that sees the project's settings and vars, and nothing implicit."""

    environment: dict[str, str]
    variables: str
    """dbt vars as JSON; empty for the project's own."""
    target_root: str
    """Folder of the artifacts of each run; the oldest ones are removed."""
    manifest_folder: str
    """Folder of the manifest, which no run writes."""

    @property
    def warehouse(self) -> str:
        """Path of the DuckDB file that dbt writes."""
        return self.environment["FORKLIFT_WAREHOUSE"]

    @cached_property
    def _cli_version(self) -> Any:
        """The installed dbt; Dagster would run `dbt --version`, which asks PyPI for a newer one."""
        return DBT_PYTHON_VERSION

    def cli(self, args: Sequence[str], **options: Any) -> DbtCliInvocation:
        """Start dbt with the settings' environment and vars; it parses only what has changed."""
        with exported({**self.environment, "DBT_TARGET_PATH": str(self.parsed_path())}):
            return super().cli([*args, *vars_arguments(self.variables)], **options)

    def parsed_path(self) -> Path:
        """The folder whose parsed project dbt starts from: the last of this data folder, if any.

        dbt parses everything again when the warehouse is another one.
        """
        parsed = Path(self.target_root).glob("*/partial_parse.msgpack")
        latest = max(parsed, key=lambda file: file.stat().st_mtime, default=None)
        return latest.parent if latest else Path(self.manifest_folder)

    def target_path_of(self, run_id: str, step: str) -> Path:
        """Folder for the artifacts of one step, after removing those of old runs."""
        root = Path(self.target_root)
        root.mkdir(parents=True, exist_ok=True)
        folders = sorted(root.iterdir(), key=lambda folder: folder.stat().st_mtime)
        for folder in folders[:-KEPT_TARGETS]:
            shutil.rmtree(folder, ignore_errors=True)
        return root / f"{run_id[:8]}-{step}"


def dbt_resource(settings: Settings, project: DbtProject) -> ProjectDbt:
    """The dbt that these settings describe."""
    return ProjectDbt(
        project_dir=str(project.project_dir),
        profiles_dir=str(project.profiles_dir),
        target=project.target,
        dbt_executable=str(DBT_EXECUTABLE),
        environment=dbt_environment(settings),
        variables=variables_of(settings),
        target_root=str(settings.data_path / "dbt"),
        manifest_folder=str(project.manifest_path.parent),
    )


@contextmanager
def exported(environment: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the processes started meanwhile, and restore them."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
