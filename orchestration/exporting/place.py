"""Where an export may be.

Lives here: the folders that it would spoil. Not here: the setting (`settings.py`).
"""

from __future__ import annotations

from pathlib import Path


def contradiction(folder: Path, warehouse: Path, telemetry: Path) -> str | None:
    """Why the folder cannot be exported to, beside this warehouse and this telemetry."""
    if folder == warehouse.parent:
        return (
            f"FORKLIFT_EXPORT_DIR={folder} holds the warehouse itself, which its copy would "
            "replace; choose another folder"
        )
    if folder.is_relative_to(telemetry):
        return (
            f"FORKLIFT_EXPORT_DIR={folder} lies in the telemetry: exported files would be read "
            "as such; choose another folder"
        )
    return None
