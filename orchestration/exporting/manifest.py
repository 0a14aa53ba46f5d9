"""The record beside the files of what they hold.

Lives here: reading and writing `manifest.json`. Not here: the files it speaks of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from orchestration.files import write_by_rename

NAME = "manifest.json"


@dataclass(frozen=True)
class Entry:
    """One file."""

    rows: int
    content: str
    """Fingerprint of the rows (`contents.py`)."""
    size_bytes: int
    md5: str


@dataclass(frozen=True)
class Manifest:
    """All files that are known to be whole and current; equal for equal data."""

    data_version: str = ""
    """Version of the telemetry behind them."""
    files: Mapping[str, Entry] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write it into the folder, by rename, unless it is there already."""
        text = json.dumps(asdict(self), indent=2, sort_keys=True) + "\n"
        path = folder / NAME
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_by_rename(path, text.encode())
            path.chmod(0o644)


def read_manifest(folder: Path) -> Manifest:
    """What the folder says of itself; nothing where there is no such file, or not one of ours."""
    try:
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        files = {name: Entry(**entry) for name, entry in said["files"].items()}
        return Manifest(str(said["data_version"]), files)
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return Manifest()
