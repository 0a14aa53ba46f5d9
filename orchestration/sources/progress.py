"""A line now and then on a long download.

Lives here: counting and its words. Not here: where the line is shown (Dagster's log, the terminal).
"""

from __future__ import annotations

import logging
import time

logger = logging.getLogger(__name__)

EVERY_S = 5.0


class Progress:
    """Objects and bytes done of a known total."""

    def __init__(self, objects: int, size_bytes: int) -> None:
        """Start the clock."""
        self._objects, self._bytes = objects, size_bytes
        self._objects_done = self._bytes_done = 0
        self._started = self._said = time.monotonic()

    def advance(self, *, size_bytes: int = 0, objects: int = 0) -> None:
        """Count what has arrived, and say so when the last line is some time ago."""
        self._bytes_done += size_bytes
        self._objects_done += objects
        now = time.monotonic()
        if now - self._said >= EVERY_S:
            self._said = now
            logger.info(self.line(now - self._started))

    def line(self, elapsed_s: float) -> str:
        """`120 of 2,000 objects, 12.3 of 200.0 MB, 8.1 MB/s, 24 s left`."""
        speed = self._bytes_done / elapsed_s
        left = (self._bytes - self._bytes_done) / speed if speed else float("inf")
        return (
            f"downloading: {self._objects_done:,} of {self._objects:,} objects, "
            f"{self._bytes_done / 1e6:,.1f} of {self._bytes / 1e6:,.1f} MB, "
            f"{speed / 1e6:,.1f} MB/s, {left:,.0f} s left"
        )
