"""How to reach a lakeFS repository.

Lives here: names, defaults and validation of the connection's settings, and what the same
settings are called by lakectl. Not here: reading the environment (`settings.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

import urllib3
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

LAKECTL = {
    "endpoint": "LAKECTL_SERVER_ENDPOINT_URL",
    "access_key_id": "LAKECTL_CREDENTIALS_ACCESS_KEY_ID",
    "secret_access_key": "LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY",
}
"""Variables of lakectl that are read when ours are not set."""

REQUIRED = ("endpoint", "access_key_id", "secret_access_key", "repository")


class LakeFSConfig(BaseModel):
    """Connection to one repository; each field is `FORKLIFT_LAKEFS_<NAME>`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    endpoint: str = ""
    """URL of the server, with or without `/api/v1`."""
    access_key_id: str = ""
    secret_access_key: SecretStr = SecretStr("")
    repository: str = ""
    ref: str = "main"
    """Branch, tag, commit or expression (`main~2`) that a run reads unless told otherwise."""
    prefix: str = "real_data/"
    """Key prefix of the telemetry; a folder, so a final `/` is added."""
    workers: int = Field(default=32, ge=1, le=256)
    """Objects downloaded at once."""
    connect_timeout_s: float = Field(default=10, gt=0)
    read_timeout_s: float = Field(default=60, gt=0)
    """Longest silence of the server within one answer."""
    retries: int = Field(default=5, ge=0, le=20)
    """Further attempts of a request after a fault that can pass."""
    retry_wait_s: float = Field(default=0.5, ge=0)
    """First wait between attempts; it doubles each time, up to 30 s, with jitter."""
    verify_tls: bool = True
    ca_bundle: Path | None = None
    """PEM file of the certificate authorities to trust, in place of the system's."""
    presign: bool = False
    """Read objects from the storage itself, by URLs that lakeFS signs."""
    cache_gb: float = Field(default=10, ge=0)
    """Size of the cache of downloaded objects, in 10^9 bytes."""

    @field_validator("endpoint")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        if not given:
            return given
        url = urllib3.util.parse_url(given)
        if url.auth or url.query or url.fragment:
            raise ValueError("give the address alone; credentials have settings of their own")
        if url.scheme not in ("http", "https") or not url.host:
            raise ValueError("not an address such as https://lakefs.example.com")
        return given.rstrip("/")

    @field_validator("prefix")
    @classmethod
    def _is_a_folder(cls, given: str) -> str:
        return given if given.endswith("/") or not given else f"{given}/"

    @field_validator("ca_bundle")
    @classmethod
    def _is_there(cls, given: Path | None) -> Path | None:
        if given is not None and not given.is_file():
            raise ValueError(f"no file {given}")
        return given

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.ca_bundle is not None and not self.verify_tls:
            raise ValueError(
                "FORKLIFT_LAKEFS_CA_BUNDLE and FORKLIFT_LAKEFS_VERIFY_TLS=false contradict each "
                "other: trust that bundle, or verify nothing"
            )
        if self.ca_bundle is not None and self.endpoint.startswith("http://"):
            raise ValueError(
                "FORKLIFT_LAKEFS_CA_BUNDLE needs an https:// address in FORKLIFT_LAKEFS_ENDPOINT"
            )
        return self

    def missing(self) -> list[str]:
        """Names of the variables that must be set before the repository can be read."""
        return [
            f"FORKLIFT_LAKEFS_{name.upper()}"
            + (f" (or {LAKECTL[name]})" if name in LAKECTL else "")
            for name in REQUIRED
            if not (self.secret_access_key if name == "secret_access_key" else getattr(self, name))
        ]
