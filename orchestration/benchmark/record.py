"""What a benchmark run measured, as it is kept for comparison.

Lives here: a measured step, the record of a rebuild, their files, and the circumstances that two
runs must share to be compared. Not here: what follows from the measurements (`figures.py`).
"""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from orchestration.settings import Settings

LIBRARIES = ("dbt-core", "dbt-duckdb", "duckdb", "pandas", "scikit-learn")


@dataclass(frozen=True)
class Step:
    """One step; of a repeated one, the run with the median time."""

    name: str
    seconds: float
    """Time of the work itself: without the start of Python, but with that of dbt."""
    process_seconds: float
    """Time from the start of the process to its end."""
    peak_memory_bytes: int
    """Largest resident set."""
    warehouse_bytes: int
    """Size of the database file after the step."""
    rows: int | None = None
    """Telemetry rows that it says it worked on; null where it works on something else."""
    detail: str = ""
    windows: int | None = None
    """Windows of the feature mart that it read; null where it reads none."""
    parts: dict[str, float] = field(default_factory=dict)
    """Seconds by dbt node, the longest first; of other steps, by piece of the work."""
    statements: dict[str, float] = field(default_factory=dict)
    """Seconds that the database worked for each dbt node, "" being dbt besides; where clocked."""
    repeats: list[float] = field(default_factory=list)
    """Seconds of each run of a repeated step."""
    cpu_seconds: float = 0.0
    """Processor time of the process."""
    work_cpu_seconds: float | None = None
    """Processor time of the work itself, where it says so."""

    def renamed(self, name: str) -> Step:
        """The same step under a name that says more."""
        return replace(self, name=name)


@dataclass(frozen=True)
class Record:
    """One benchmark run."""

    asked_rows: int
    rows: int
    seed: int
    started_at: str
    circumstances: dict[str, Any]
    """Machine, libraries and settings."""
    steps: list[Step]
    failure: str | None = None
    """Why training or scoring failed; what was measured before it holds."""

    def step(self, name: str) -> Step | None:
        """The step of this name, or None when it was left out."""
        return next((step for step in self.steps if step.name == name), None)

    def comparable(self, other: Record) -> bool:
        """Whether both were measured on the same machine with the same threads and rules."""
        keys = ("machine", "threads", "vars")
        mine, theirs = self.circumstances, other.circumstances
        return all(mine.get(key) == theirs.get(key) for key in keys)


def circumstances(settings: Settings) -> dict[str, Any]:
    """Machine, libraries and settings of this run."""
    return {
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "cpus": os.cpu_count(),
            "memory_bytes": psutil.virtual_memory().total,
        },
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "threads": settings.threads,
        "memory_limit": settings.memory_limit,
        "vars": settings.dbt_vars,
    }


def write_record(record: Record, figures: dict[str, Any], folder: Path) -> Path:
    """Write `rows-<asked>.json` by rename; `figures` stand beside the measurements."""
    content = {**asdict(record), "figures": figures}
    return write_json(content, folder / f"rows-{record.asked_rows}.json")


def write_json(content: object, path: Path) -> Path:
    """Write a file by rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return temporary.replace(path)


def read_record(folder: Path, asked_rows: int) -> Record | None:
    """The latest run with so many rows; None when there is none, or an older version wrote it."""
    path = folder / f"rows-{asked_rows}.json"
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        del content["figures"]
        return Record(**{**content, "steps": [Step(**step) for step in content["steps"]]})
    except (ValueError, KeyError, TypeError):
        return None
