"""Where weather comes from, if any.

Lives here: names, defaults and validation of the settings. Not here: reading (`archive.py`) or
fetching (`fetch.py`).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class WeatherConfig(BaseModel):
    """Weather of the site; each field is `FORKLIFT_WEATHER_<NAME>`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    dir: Path | None = None
    """Folder of cached answers of an hourly archive; without one there is no weather."""
    url: str = ""
    """Address of an archive to fetch from by hand; no run asks it."""
    key: SecretStr = SecretStr("")
    """Key of that archive, a secret; not every one asks for it."""
    attribution: str = ""
    """What its licence asks to be said wherever the weather is shown."""
    retry_wait_s: float = Field(default=2, ge=0)
    """First wait after the archive was busy; it doubles each time, up to 60 s."""
