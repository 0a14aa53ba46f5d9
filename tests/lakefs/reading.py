"""A test's repository as the project's settings.

Lives here: the way from a `Place` to a connection with short waits. Not here: the place itself.
"""

from __future__ import annotations

from typing import Any

from orchestration.lakefs import LakeFSConfig
from tests.lakefs.conftest import Place


def config_of(place: Place, **others: Any) -> LakeFSConfig:
    """The connection to a test's repository, impatient."""
    return LakeFSConfig(
        **{
            "endpoint": place.endpoint,
            "access_key_id": place.access_key_id,
            "secret_access_key": place.secret_access_key,
            "repository": place.repository,
            "workers": 4,
            "retries": 2,
            "retry_wait_s": 0.01,
            "connect_timeout_s": 2,
            "read_timeout_s": 1,
            **others,
        }
    )
