"""The dbt project as Dagster's graph is made of it.

Lives here: dagster-dbt's `DbtProject`. Not here: the manifest that it points at (`project.py`), how
dbt nodes look in Dagster (`translator.py`) and the assets (`assets/dbt.py`).
"""

from __future__ import annotations

from dagster_dbt import DbtProject
from dagster_dbt.dbt_project import using_dagster_dev

from orchestration.dbt_command import PROJECT_DIR
from orchestration.errors import DbtError
from orchestration.project import prepare, target_path
from orchestration.settings import REPOSITORY, Settings


def dbt_project(settings: Settings) -> DbtProject:
    """The dbt project, with the target of the environment."""
    return DbtProject(
        project_dir=PROJECT_DIR,
        profiles_dir=REPOSITORY,
        target=settings.env,
        target_path=target_path(settings),
    )


def prepared_project(settings: Settings) -> DbtProject:
    """The dbt project with its manifest; under `dagster dev` this is brought up to date first.

    Raises `DbtError` when there is no manifest: making it is a deliberate step elsewhere.
    """
    if using_dagster_dev():
        prepare(settings)
    project = dbt_project(settings)
    if not project.manifest_path.is_file():
        remedy = "run `make setup` or `python -m orchestration.project`"
        raise DbtError(f"there is no dbt manifest at {project.manifest_path}: {remedy}")
    return project
