"""The SDK's own configuration, from ours.

Lives here: the translation. Not here: the settings (`config.py`).
"""

from __future__ import annotations

import urllib3
from lakefs_sdk.configuration import Configuration

from orchestration.lakefs.config import LakeFSConfig


def configuration_of(config: LakeFSConfig) -> Configuration:
    """The SDK's configuration; its own retries are off, redirects to signed URLs are followed."""
    made = Configuration(
        host=config.endpoint,
        username=config.access_key_id,
        password=config.secret_access_key.get_secret_value(),
        ssl_ca_cert=str(config.ca_bundle) if config.ca_bundle else None,
    )
    made.verify_ssl = config.verify_tls
    made.connection_pool_maxsize = config.workers
    made.retries = urllib3.Retry(  # type: ignore[assignment]
        total=None, connect=0, read=0, status=0, other=0, redirect=3 if config.presign else False
    )
    return made
