"""Which code made the results.

Lives here: the git commit of the code, or the version of the installed package. Not here: the
version of the data (`provenance.py`).
"""

from __future__ import annotations

import subprocess
from importlib import metadata
from pathlib import Path

from orchestration.settings import REPOSITORY

PACKAGE = "forklift-telemetry"
PATIENCE_S = 30


def code_version(folder: Path = REPOSITORY) -> str:
    """The commit, with `+dirty` when files differ from it; else the version of the package."""
    top = _git(folder, "rev-parse", "--show-toplevel")
    # A package that is installed below somebody's repository is not that repository's code.
    if top is not None and Path(top).resolve() == folder.resolve():
        commit, changes = _git(folder, "rev-parse", "HEAD"), _git(folder, "status", "--porcelain")
        if commit:
            return f"{commit}+dirty" if changes else commit
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "unknown"


def _git(folder: Path, *arguments: str) -> str | None:
    """What git prints; None without git, or outside a repository."""
    try:
        ended = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout.strip() if ended.returncode == 0 else None
