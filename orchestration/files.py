"""Files that are there as a whole or not at all.

Lives here: writing by rename. Not here: what is written.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_by_rename(path: Path, content: bytes) -> None:
    """Write a file; a killed write leaves what was there before."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
