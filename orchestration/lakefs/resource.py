"""The lakeFS connection as a Dagster resource.

Lives here: overriding settings of the environment for one run (launchpad, run config) or one code
location (`EnvVar`). Not here: what the settings mean (`config.py`).
"""

import dagster as dg

from orchestration.settings import Settings


class LakeFSResource(dg.ConfigurableResource):
    """Whatever is given here wins over `FORKLIFT_LAKEFS_*`; nothing has to be.

    Give secrets as `EnvVar("NAME")`, or `{"env": "NAME"}` in run config: Dagster keeps run config
    in its history as it was typed.
    """

    endpoint: str | None = None
    access_key_id: str | None = None
    secret_access_key: str | None = None
    repository: str | None = None
    ref: str | None = None
    prefix: str | None = None
    workers: int | None = None
    connect_timeout_s: float | None = None
    read_timeout_s: float | None = None
    retries: int | None = None
    retry_wait_s: float | None = None
    verify_tls: bool | None = None
    ca_bundle: str | None = None
    presign: bool | None = None
    cache_gb: float | None = None

    def applied_to(self, settings: Settings) -> Settings:
        """The settings with these values; raises `SettingsError` like `load_settings`."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return settings.with_lakefs(
            {name: value for name, value in given.items() if value is not None}
        )
