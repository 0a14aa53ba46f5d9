"""Where telemetry comes from: a pinned version of a set of objects, and their local copies.

Lives here: the protocol, its implementations and the factory that picks one by setting. Not here:
DuckDB, or any idea of what is inside an object.
"""

from orchestration.sources.factory import make_source
from orchestration.sources.protocol import (
    FetchedObject,
    SourceObject,
    TelemetrySource,
    Version,
)

__all__ = ["FetchedObject", "SourceObject", "TelemetrySource", "Version", "make_source"]
