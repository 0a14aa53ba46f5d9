"""Where alerts go, and which there are.

Lives here: names, defaults and validation of the settings. Not here: sending (`webhook.py`).
"""

from __future__ import annotations

import urllib3
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator


class AlertConfig(BaseModel):
    """Alerts on failed runs and checks; each field is `FORKLIFT_ALERT_<NAME>`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    enabled: bool = False
    """Whether the sensors are on where nobody has switched them in the UI."""
    webhook: SecretStr = SecretStr("")
    """Address that alerts are posted to as JSON, a secret; without it they are logged."""
    on_warn: bool = False
    """Tell of checks that only warn, too."""
    interval_s: int = Field(default=30, ge=5)
    """Seconds between two looks, at least."""
    timeout_s: float = Field(default=5, gt=0)
    """Wait for a connection, and again for the answer."""
    retries: int = Field(default=2, ge=0, le=10)
    """Further attempts after a fault that can pass."""
    retry_wait_s: float = Field(default=0.5, ge=0)
    """First wait between attempts; it doubles each time, up to 5 s."""

    @field_validator("webhook")
    @classmethod
    def _is_an_address(cls, given: SecretStr) -> SecretStr:
        if not given.get_secret_value():
            return given
        try:
            url = urllib3.util.parse_url(given.get_secret_value())
        except urllib3.exceptions.LocationParseError:
            url = urllib3.util.Url()
        if url.scheme not in ("http", "https") or not url.host:
            raise ValueError("not an address such as https://hooks.example.com/T0/B0")
        return given
