"""What is written back, and where to.

Lives here: names, defaults and validation of the settings. Not here: how to reach the repository
(`lakefs/config.py`), and whether the settings agree with others (`settings.py`).
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_settings import NoDecode

TABLE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class PublishConfig(BaseModel):
    """Publishing to the repository of source `lakefs`; each field is `FORKLIFT_PUBLISH_<NAME>`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    enabled: bool = False
    branch: str = "main"
    """Branch that the results are merged into."""
    prefix: str = "published/"
    """Key prefix of the results; a folder, so a final `/` is added."""
    tables: Annotated[tuple[str, ...], NoDecode] = (
        "marts.dim_vehicles",
        "marts.fct_carry_segments",
        "marts.fct_carry_estimates",
        "ml.training_runs",
        "ml.model_metrics",
    )
    """Tables with their schema; in the environment a list with commas, or as JSON."""

    @field_validator("prefix")
    @classmethod
    def _is_a_folder(cls, given: str) -> str:
        folders = given.removesuffix("/").split("/")
        if not all(folders) or {".", ".."}.intersection(folders):
            raise ValueError("not a folder such as published/")
        return "/".join(folders) + "/"

    @field_validator("tables", mode="before")
    @classmethod
    def _is_split(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        try:
            parsed = json.loads(given)
        except ValueError:
            parsed = None
        if isinstance(parsed, list):
            return [str(name) for name in parsed]
        return [name.strip() for name in given.split(",") if name.strip()]

    @field_validator("tables")
    @classmethod
    def _have_a_schema(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not given:
            raise ValueError("name at least one table")
        for name in given:
            if not TABLE.fullmatch(name):
                raise ValueError(f"{name!r} is not a table with its schema, such as marts.trips")
        return tuple(dict.fromkeys(given))

    def contradiction(self, source: str, watched: str) -> str | None:
        """Why results cannot be published from this source, with telemetry below `watched`."""
        if not self.enabled:
            return None
        if source != "lakefs":
            return (
                f"FORKLIFT_PUBLISH_ENABLED=true and FORKLIFT_SOURCE={source} contradict each "
                "other: results go to the repository that their data came from"
            )
        if self.prefix.startswith(watched) or watched.startswith(self.prefix):
            return (
                f"FORKLIFT_PUBLISH_PREFIX={self.prefix!r} and FORKLIFT_LAKEFS_PREFIX={watched!r} "
                "overlap: results would be read as telemetry; publish to a folder beside it"
            )
        return None
