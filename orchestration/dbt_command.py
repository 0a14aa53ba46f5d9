"""dbt's command line with the project's settings made explicit.

Lives here: the words and the variables of a dbt process. Not here: the manifest (`project.py`), and
dbt as Dagster starts it (`resources.py`).
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import yaml

from orchestration.settings import REPOSITORY, Settings

PROJECT_DIR = REPOSITORY / "dbt_project"
DBT_EXECUTABLE = Path(sys.executable).parent / "dbt"


def dbt_command(settings: Settings, *arguments: str) -> list[str]:
    """The command line of dbt on this project, for a process in `dbt_environment`."""
    where = ["--project-dir", str(PROJECT_DIR), "--profiles-dir", str(REPOSITORY)]
    return [str(DBT_EXECUTABLE), *arguments, *vars_arguments(variables_of(settings)), *where]


def dbt_environment(settings: Settings) -> dict[str, str]:
    """The variables of every dbt process: the profile's, and no usage statistics."""
    return {**settings.dbt_environment(), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


def variables_of(settings: Settings) -> str:
    """The dbt vars as a line of YAML (JSON's 1e+20 is a text there); empty when none are given."""
    given = settings.dbt_vars
    return yaml.safe_dump(given, default_flow_style=True, width=math.inf).strip() if given else ""


def vars_arguments(variables: str) -> list[str]:
    """The command line arguments for dbt vars."""
    return ["--vars", variables] if variables else []
