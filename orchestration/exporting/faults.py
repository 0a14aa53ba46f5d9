"""The fault of exporting.

Lives here: its type, and the translation of what the disk says. Not here: faults of the warehouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.errors import ForkliftError


class ExportError(ForkliftError):
    """The export was not made, or not all of it; each file is the old or the new one."""


@contextmanager
def export_faults(folder: Path) -> Iterator[None]:
    """Raise `ExportError` naming the folder when it cannot be written."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        said = " ".join(str(getattr(error, "strerror", None) or error).split())
        raise ExportError(
            f"{folder}: {said}; FORKLIFT_EXPORT_DIR must be writable and have room"
        ) from error
