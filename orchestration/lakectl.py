"""lakectl's variables as a second name for the credentials of lakeFS.

Lives here: reading them from the environment and `.env`. Not here: what they are for.
"""

from __future__ import annotations

from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource, PydanticBaseSettingsSource

from orchestration.lakefs.config import LAKECTL


class LakectlSource(PydanticBaseSettingsSource):
    """`{"lakefs": {...}}` from the `LAKECTL_*` variables that are set."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Unused: all fields are read at once."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """What is set, the environment before `.env`."""
        variables = {
            **DotEnvSettingsSource(self.settings_cls).env_vars,
            **EnvSettingsSource(self.settings_cls).env_vars,
        }
        found = {
            name: variables[variable.lower()]
            for name, variable in LAKECTL.items()
            if variables.get(variable.lower())
        }
        return {"lakefs": found} if found else {}
