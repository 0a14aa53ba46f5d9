"""The one dbt project: where it is, and the manifest that Dagster reads its graph from.

Lives here: the `DbtProject`, its preparation (`python -m orchestration.project`) and dbt with the
project's settings (`python -m orchestration.project build --select ...`). Not here: how dbt nodes
look in Dagster (`translator.py`) and the assets (`assets/dbt.py`).
"""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path

from dagster_dbt import DbtProject
from dagster_dbt.dbt_project import using_dagster_dev
from dagster_dbt.errors import DagsterDbtCliRuntimeError
from filelock import FileLock

from orchestration.errors import DbtError, ForkliftError
from orchestration.resources import (
    DBT_EXECUTABLE,
    dbt_environment,
    dbt_resource,
    variables_of,
    vars_arguments,
)
from orchestration.settings import REPOSITORY, Settings, load_settings

PROJECT_DIR = REPOSITORY / "dbt_project"


def dbt_project(settings: Settings) -> DbtProject:
    """The dbt project, with the target of the environment.

    Its manifest has a folder of its own for each target, database and vars, so that neither dbt by
    hand nor a run with other settings writes what this one reads.
    """
    return DbtProject(
        project_dir=PROJECT_DIR,
        profiles_dir=REPOSITORY,
        target=settings.env,
        target_path=Path("target", "dagster", sha256(shaping(settings)).hexdigest()[:8]),
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


def prepare(settings: Settings) -> None:
    """Write the manifest with `dbt parse`, unless nothing that it depends on has changed.

    Of several processes that find it outdated, one writes and the others wait. Raises `DbtError`
    with dbt's own words when the project does not parse.
    """
    project = dbt_project(settings)
    if is_prepared(project, settings):
        return
    project.manifest_path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(project.manifest_path.with_name("prepare.lock")):
        if not is_prepared(project, settings):
            parse(project, settings)


def is_prepared(project: DbtProject, settings: Settings) -> bool:
    """Whether the manifest is there and made of what its inputs are now."""
    stamp = stamp_of(project)
    return (
        project.manifest_path.is_file()
        and stamp.is_file()
        and stamp.read_text(encoding="utf-8") == fingerprint(settings)
    )


def parse(project: DbtProject, settings: Settings) -> None:
    """Write the manifest, and beside it what it was made of."""
    inputs = fingerprint(settings)
    said = StringIO()
    try:
        with redirect_stdout(said):
            dbt = dbt_resource(settings, project)
            dbt.cli(["parse", "--quiet"], target_path=project.target_path).wait()
    except DagsterDbtCliRuntimeError:
        words = " ".join(said.getvalue().split())
        raise DbtError(f"dbt cannot parse {PROJECT_DIR.name}: {words}") from None
    stamp_of(project).write_text(inputs, encoding="utf-8")


def stamp_of(project: DbtProject) -> Path:
    """The file that says what the manifest was made of."""
    return project.manifest_path.with_name("manifest.inputs")


def fingerprint(settings: Settings) -> str:
    """SHA-256 over everything that shapes the manifest: dbt files, target, database and vars."""
    digest = sha256(shaping(settings))
    written = {PROJECT_DIR / "target", PROJECT_DIR / "logs"}
    for path in (REPOSITORY / "profiles.yml", *sorted(PROJECT_DIR.rglob("*"))):
        if path.is_file() and not written.intersection(path.parents):
            digest.update(f"\0{path}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def shaping(settings: Settings) -> bytes:
    """The settings that shape the manifest."""
    return repr((settings.env, settings.warehouse_path.stem, variables_of(settings))).encode()


def main(arguments: list[str]) -> None:
    """Prepare the manifest or, given a dbt command, become dbt with the project's settings."""
    settings = load_settings()
    if not arguments:
        prepare(settings)
        return
    settings.warehouse_path.parent.mkdir(parents=True, exist_ok=True)
    command = [str(DBT_EXECUTABLE), *arguments, *vars_arguments(variables_of(settings))]
    command += ["--project-dir", str(PROJECT_DIR), "--profiles-dir", str(REPOSITORY)]
    os.execve(command[0], command, {**os.environ, **dbt_environment(settings)})


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ForkliftError as error:
        sys.exit(str(error))
