"""The one typed settings object, read from the environment and `.env`.

Lives here: names, defaults and validation of every `FORKLIFT_*` setting, and the paths derived
from them. Not here: any other reading of `os.environ`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from orchestration.alerts import AlertConfig
from orchestration.dbt_vars import parse_vars
from orchestration.errors import SettingsError
from orchestration.exporting.place import contradiction
from orchestration.lakectl import LakectlSource
from orchestration.lakefs import LakeFSConfig
from orchestration.publishing import PublishConfig
from orchestration.settings_faults import one_line
from orchestration.thresholds import Thresholds
from orchestration.weather.config import WeatherConfig

REPOSITORY = Path(__file__).resolve().parent.parent

Environment = Literal["dev", "staging", "prod"]


class SensorConfig(BaseModel):
    """The watch over new lakeFS commits; each field is `FORKLIFT_SENSOR_<NAME>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    interval_s: int = Field(default=60, ge=5)
    """Seconds between two looks, at least."""
    first_tick: Literal["run", "wait"] = "run"
    """Whether the first look runs at the present head, or waits for the next commit."""


class Settings(BaseSettings):
    """Settings of one process; each field is `FORKLIFT_<NAME>` in the environment or `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="FORKLIFT_",
        env_file=REPOSITORY / ".env",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        hide_input_in_errors=True,
    )

    env: Environment = "dev"
    """Environment, and the dbt target of the same name."""
    source: Literal["local", "lakefs"] = "local"
    """Where telemetry comes from; never guessed, never silently replaced."""
    lakefs: LakeFSConfig = LakeFSConfig()
    """The repository of source `lakefs`: `FORKLIFT_LAKEFS_<NAME>`, or lakectl's own variables."""
    local_root: Path = REPOSITORY / "data"
    """Folder that holds `real_data/` (source `local`)."""
    sensor: SensorConfig = SensorConfig()
    """The watch over new commits."""
    publish: PublishConfig = PublishConfig()
    """Writing results back to the repository of source `lakefs`."""
    alert: AlertConfig = AlertConfig()
    """Telling people of failed runs and checks."""
    checks: Thresholds = Thresholds()
    """When the asset checks of telemetry and training complain."""
    export_dir: Path | None = None
    """Folder of the files for analysts; default `<data_dir>/export`."""
    data_dir: Path | None = None
    """Caches, models, reports and Dagster history; default `data/local/<env>`."""
    warehouse: Path | None = None
    """The DuckDB file; default `<data_dir>/warehouse.duckdb`."""
    weather: WeatherConfig = WeatherConfig()
    """Weather of the site, off without a folder of it."""
    vars: str = ""
    """dbt vars: the path of a YAML/JSON file, or the YAML/JSON text itself."""
    tolerate_bad_files: bool = False
    """Load the other files when one is not telemetry, instead of failing the run."""
    column_lineage: bool = False
    """Read the lineage of every column from dbt's SQL, too; longer than an idle build."""
    timezone: str = "UTC"
    """IANA time zone of the daily schedule, and of the days that asset checks compare."""
    threads: int = Field(default=2, ge=1)
    """DuckDB and dbt threads."""
    memory_limit: str = "6GB"
    """DuckDB memory limit; beyond it, it spills to `temp_dir`."""
    temp_dir: Path | None = None
    """Where DuckDB spills; default `<data_dir>/spill`."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, environment, `.env`; then lakectl's variables, for what is still not set."""
        return init_settings, env_settings, dotenv_settings, LakectlSource(settings_cls)

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, given: str) -> str:
        if given not in available_timezones():
            raise ValueError("not an IANA time zone, such as Europe/Brussels")
        return given

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.source == "lakefs" and (missing := self.lakefs.missing()):
            raise ValueError(f"FORKLIFT_SOURCE=lakefs needs also {', '.join(missing)}")
        if reason := self.publish.contradiction(self.source, self.lakefs.prefix):
            raise ValueError(reason)
        seen = self.model_copy()  # whose paths are found once and for all, unlike ours
        telemetry = (self.local_root / "real_data").resolve()
        if reason := contradiction(seen.export_path, seen.warehouse_path, telemetry):
            raise ValueError(reason)
        return self

    @cached_property
    def data_path(self) -> Path:
        """Absolute folder for everything a run writes beside the warehouse."""
        return (self.data_dir or REPOSITORY / "data" / "local" / self.env).resolve()

    @cached_property
    def warehouse_path(self) -> Path:
        """Absolute path of the DuckDB file."""
        return (self.warehouse or self.data_path / "warehouse.duckdb").resolve()

    @cached_property
    def export_path(self) -> Path:
        """Absolute folder of the files for analysts."""
        return (self.export_dir or self.data_path / "export").resolve()

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
        """The dbt vars given by `FORKLIFT_VARS`, and what other settings ask of dbt."""
        given = parse_vars(self.vars, REPOSITORY)
        return given if self.weather.dir is None else {"weather_enabled": True, **given}

    def with_lakefs(self, given: Mapping[str, Any]) -> Settings:
        """These settings with some of another lakeFS connection; raises `SettingsError`."""
        if not given:
            return self
        try:
            lakefs = LakeFSConfig(**{**self.lakefs.model_dump(), **given})
        except ValidationError as error:
            raise SettingsError(one_line(error, ("lakefs",))) from None
        if self.source == "lakefs" and (missing := lakefs.missing()):
            raise SettingsError(f"FORKLIFT_SOURCE=lakefs needs also {', '.join(missing)}")
        return self.model_copy(update={"lakefs": lakefs})

    def dbt_environment(self) -> dict[str, str]:
        """The variables that `profiles.yml` reads, made explicit for a dbt subprocess."""
        return {
            "FORKLIFT_ENV": self.env,
            "FORKLIFT_WAREHOUSE": str(self.warehouse_path),
            "FORKLIFT_THREADS": str(self.threads),
            "FORKLIFT_MEMORY_LIMIT": self.memory_limit,
            "FORKLIFT_TEMP_DIR": str(self.temp_path),
        }


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; each fault is one line that names the variable and what it allows."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(one_line(error)) from None
