"""Talking to a lakeFS server: its settings, its calls, its faults.

Lives here: a thin adapter on the generated SDK, shared by the source, the sensor and the
publisher. Not here: what is read or written with it.
"""

from orchestration.lakefs.client import LakeFS
from orchestration.lakefs.config import LakeFSConfig
from orchestration.lakefs.faults import LakeFSError

__all__ = ["LakeFS", "LakeFSConfig", "LakeFSError"]
