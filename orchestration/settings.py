"""The one typed settings object, read from the environment and `.env`.

Lives here: names, defaults and validation of every `FORKLIFT_*` setting, and the paths derived
from them. Not here: any other reading of `os.environ`.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from orchestration.errors import SettingsError

REPOSITORY = Path(__file__).resolve().parent.parent

Environment = Literal["dev", "staging", "prod"]


class Settings(BaseSettings):
    """Settings of one process; each field is `FORKLIFT_<NAME>` in the environment or `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="FORKLIFT_",
        env_file=REPOSITORY / ".env",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
    )

    env: Environment = "dev"
    """Environment, and the dbt target of the same name."""
    source: Literal["local"] = "local"
    """Where telemetry comes from; never guessed, never silently replaced."""
    local_root: Path = REPOSITORY / "data"
    """Folder that holds `real_data/` (source `local`)."""
    data_dir: Path | None = None
    """Caches, models, reports and Dagster history; default `data/local/<env>`."""
    warehouse: Path | None = None
    """The DuckDB file; default `<data_dir>/warehouse.duckdb`."""
    vars: str = ""
    """dbt vars: the path of a YAML/JSON file, or the YAML/JSON text itself."""
    tolerate_bad_files: bool = False
    """Load the other files when one is not telemetry, instead of failing the run."""
    timezone: str = "UTC"
    """IANA time zone of the daily schedule."""
    threads: int = Field(default=2, ge=1)
    """DuckDB and dbt threads."""
    memory_limit: str = "6GB"
    """DuckDB memory limit; beyond it, it spills to `temp_dir`."""
    temp_dir: Path | None = None
    """Where DuckDB spills; default `<data_dir>/spill`."""

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, given: str) -> str:
        if given not in available_timezones():
            raise ValueError("not an IANA time zone, such as Europe/Brussels")
        return given

    @cached_property
    def data_path(self) -> Path:
        """Absolute folder for everything a run writes beside the warehouse."""
        return (self.data_dir or REPOSITORY / "data" / "local" / self.env).resolve()

    @cached_property
    def warehouse_path(self) -> Path:
        """Absolute path of the DuckDB file."""
        return (self.warehouse or self.data_path / "warehouse.duckdb").resolve()

    @cached_property
    def temp_path(self) -> Path:
        """Absolute folder into which DuckDB spills."""
        return (self.temp_dir or self.data_path / "spill").resolve()

    @cached_property
    def models_path(self) -> Path:
        """Absolute folder of the trained models, one file per run id."""
        return self.data_path / "models"

    @cached_property
    def dbt_vars(self) -> dict[str, Any]:
        """The dbt vars given by `FORKLIFT_VARS`; empty when it is not set."""
        return parse_vars(self.vars)

    def dbt_environment(self) -> dict[str, str]:
        """The variables that `profiles.yml` reads, made explicit for a dbt subprocess."""
        return {
            "FORKLIFT_ENV": self.env,
            "FORKLIFT_WAREHOUSE": str(self.warehouse_path),
            "FORKLIFT_THREADS": str(self.threads),
            "FORKLIFT_MEMORY_LIMIT": self.memory_limit,
            "FORKLIFT_TEMP_DIR": str(self.temp_path),
        }


def parse_vars(given: str) -> dict[str, Any]:
    """Read dbt vars from a YAML/JSON file or text.

    Raises `SettingsError` when the file is missing or the content is not a mapping.
    """
    text = given.strip()
    if not text:
        return {}
    origin = "its text"
    if "\n" not in text and not text.startswith("{") and ":" not in text.replace(":\\", ""):
        path = Path(text) if Path(text).is_absolute() else REPOSITORY / text
        if not path.is_file():
            raise SettingsError(f"FORKLIFT_VARS: no file {path}; give a YAML/JSON file or text")
        text, origin = path.read_text(encoding="utf-8"), str(path)
    try:
        parsed = yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"FORKLIFT_VARS: {origin} is not YAML or JSON: {reason}") from None
    if not isinstance(parsed, dict):
        raise SettingsError(f"FORKLIFT_VARS: {origin} must be a mapping of var names to values")
    return json.loads(json.dumps(parsed))


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; each fault is one line that names the variable and what it allows."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "FORKLIFT_" + "_".join(str(part).upper() for part in first["loc"])
        raise SettingsError(f"{name}={first.get('input')!r}: {first['msg']}") from None
