"""Talking to a lakeFS server: its settings, its calls, its faults.

Lives here: a thin adapter on the generated SDK, shared by the source, the sensor and the
publisher. Not here: what is read or written with it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from orchestration.lakefs.config import LakeFSConfig

if TYPE_CHECKING:
    from orchestration.lakefs.client import LakeFS
    from orchestration.lakefs.faults import LakeFSError

__all__ = ["LakeFS", "LakeFSConfig", "LakeFSError"]

_USERS_OF_THE_SDK = {"LakeFS": "client", "LakeFSError": "faults"}


def __getattr__(name: str) -> Any:
    """Import what needs the SDK when it is asked for: it takes long, and settings do without."""
    if name in _USERS_OF_THE_SDK:
        return getattr(import_module(f"{__name__}.{_USERS_OF_THE_SDK[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
