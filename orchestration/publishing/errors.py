"""The fault of publishing.

Lives here: its type. Not here: faults of the server (`lakefs/faults.py`).
"""

from orchestration.errors import ForkliftError


class PublishError(ForkliftError):
    """Results were not published, or not all the way; says how far it came."""
