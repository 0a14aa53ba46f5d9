"""DuckDB's faults as one line with a remedy.

Lives here: the translation into `WarehouseError`. Not here: faults of telemetry files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.errors import WarehouseError

_REMEDIES: tuple[tuple[str, str], ...] = (
    (r"Conflicting lock is held in (?P<who>.+? \(PID \d+\))", "is open in {who}; close it"),
    (r"Conflicting lock|Could not set lock", "is open in another process; close it"),
    (
        r"different configuration",
        "is open in this process with other settings; close that connection first",
    ),
    (
        r"version number (?P<version>\d+)|newer version of DuckDB|storage version",
        "was written by another version of DuckDB; use that version, or remove the file to rebuild",
    ),
    (
        r"not a valid DuckDB database file|[Cc]orrupt|checksum",
        "is not a readable DuckDB file; restore it, or remove it to rebuild from the source",
    ),
    (r"No space left on device", "cannot be written: no space left on the disk; make room"),
    (
        r"File too large|Could not write (all )?bytes",
        "cannot be written: disk full or file size limited; make room",
    ),
    (
        r"Permission denied|[Rr]ead-only file ?system|Operation not permitted",
        "cannot be opened: no permission; allow writing to the file and its folder",
    ),
    (
        r"database does not exist|No such file",
        "does not exist; run the ingest first, or set FORKLIFT_WAREHOUSE",
    ),
    (
        r"Out of Memory|max_temp_directory_size|failed to (allocate|offload|pin)",
        "needs more memory: raise FORKLIFT_MEMORY_LIMIT or make room in FORKLIFT_TEMP_DIR",
    ),
)


@contextmanager
def warehouse_faults(path: str | Path) -> Iterator[None]:
    """Raise `WarehouseError` naming the file for faults of the file, the disk or the memory."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        remedy = remedy_for(str(error))
        if remedy is None and isinstance(error, (duckdb.ProgrammingError, duckdb.InternalError)):
            raise  # our own SQL is at fault: keep the traceback
        text = remedy or f"cannot be used: {first_line(error)}"
        raise WarehouseError(f"{path}: {text}") from error


def remedy_for(message: str) -> str | None:
    """What to do about a DuckDB message; None when it is not a known fault."""
    for pattern, remedy in _REMEDIES:
        if found := re.search(pattern, message):
            return remedy.format(**found.groupdict())
    return None


def first_line(error: BaseException) -> str:
    """The first line of an error's text."""
    return next(iter(str(error).splitlines()), type(error).__name__).strip()
