"""`python -m orchestration.benchmark.script FOLDER WORKERS`: the one-shot script as a process.

Lives here: what such a script does around the rule: read every file of the folder, print the hours.
It imports nothing of the project's settings, so that its start is that of pandas. Not here: the
rule (`one_shot_pandas.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from orchestration.benchmark.one_shot_pandas import carry_hours
from orchestration.benchmark.one_shot_rule import ReferenceRule


def main(folder: str, workers: str) -> None:
    """Judge all files below the folder; heights are clipped, as stuck ones cannot be scaled."""
    files = sorted(Path(folder).rglob("*.csv"))
    hours = carry_hours(files, ReferenceRule(height_mode="clip"), workers=int(workers))
    print(f"{hours['rows'].sum():,} rows, {hours['carry_s'].sum() / 3600:,.1f} h")


if __name__ == "__main__":
    main(*sys.argv[1:])
