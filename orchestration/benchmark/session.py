"""One run of the command line: its work folder, its place, and what it says.

Lives here: the life of the work folder, the disk check and the memory limit. Not here: what is
measured, and the options (`options.py`).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from orchestration.benchmark.goal import Goal, missed
from orchestration.benchmark.options import Options
from orchestration.benchmark.part import Part
from orchestration.benchmark.record import Step, circumstances
from orchestration.benchmark.render import progress
from orchestration.benchmark.workplace import Workplace, workplace
from orchestration.errors import SettingsError
from orchestration.settings import Settings, load_settings

MEMORY_LIMIT = "4GB"
"""DuckDB's limit unless FORKLIFT_MEMORY_LIMIT is set: what a process has besides comes on top."""
BYTES_PER_ROW = 400
"""Generous estimate of the disk that files, warehouse and spill of a rebuild take together."""
WALK_BYTES_PER_ROW = 300
"""The same for a history that grows day by day: it spills less for its size."""


@dataclass
class Session:
    """One run of the command line."""

    place: Workplace
    results: Path
    console: Console
    goals: list[Goal] = field(default_factory=list)
    """Of all parts so far."""

    def report(self, step: Step) -> None:
        """Say that a step is done."""
        self.console.print(progress(step), soft_wrap=True)

    def conclude(self, part: Part) -> None:
        """Write and print what a part measured."""
        path = part.write(self.results, circumstances(self.place.settings))
        self.goals += part.goals
        self.console.print(part.render())
        self.console.print(f"\nAll figures: {path}", soft_wrap=True)


@contextmanager
def session(
    rows: int, options: Options, *, bytes_per_row: int = BYTES_PER_ROW
) -> Iterator[Session]:
    """A session with room for so many rows; with `check`, it ends the process on a missed goal."""
    settings = load_settings()
    results = settings.data_path / "benchmark"
    needed = rows * bytes_per_row
    with (
        work_folder(options.work_dir or results, rows, options.keep, needed) as folder,
        spill_folder(options.temp_dir) as spill,
    ):
        place = workplace(folder, results, memory_limit(settings), spill)
        running = Session(place, results, Console(highlight=False))
        yield running
        if options.keep:
            running.console.print(f"Work folder: {folder}", soft_wrap=True)
    if options.check and missed(running.goals):
        raise SystemExit(1)


def memory_limit(settings: Settings) -> str:
    """The limit that was asked for, or the benchmark's own."""
    asked = "memory_limit" in settings.model_fields_set
    return settings.memory_limit if asked else MEMORY_LIMIT


@contextmanager
def work_folder(parent: Path, rows: int, keep: bool, needed: int) -> Iterator[Path]:
    """A new folder that is gone afterwards, however the run ends, unless it is to be kept.

    Raises `SettingsError` when the disk has no room for the bytes that so many rows need.
    """
    parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(parent).free
    if free < needed:
        raise SettingsError(
            f"{parent} has {free / 1e9:.0f} GB free, {rows:,} rows may need {needed / 1e9:.0f} GB: "
            "give --work-dir on another disk, or fewer rows, days or vehicles"
        )
    folder = Path(tempfile.mkdtemp(prefix="work-", dir=parent.resolve()))
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def spill_folder(parent: Path | None) -> Iterator[Path | None]:
    """A new folder below `parent` that is gone afterwards; None without one."""
    if parent is None:
        yield None
        return
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix="spill-", dir=parent.resolve(), ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)
