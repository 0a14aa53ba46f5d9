"""An in-memory lakeFS: a real HTTP server on loopback, so that the real SDK is exercised.

Here is what tests import. How lakeFS behaves is in `lake` (the model) and `api` (its HTTP face),
how it misbehaves in `faults`, sockets in `server` and `connection`. Nothing here knows the
pipeline.
"""

from tests.lakefs.double.double import Double
from tests.lakefs.double.messages import Request

__all__ = ["Double", "Request"]
