"""One part of the benchmark, measured: its figures, goals and tables.

Lives here: the shape that all parts but the rebuild share, its file and its printed form. Not here:
what a part measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from orchestration.benchmark.goal import Goal, as_json
from orchestration.benchmark.record import write_json
from orchestration.benchmark.tables import goals_table, stacked


@dataclass(frozen=True)
class Part:
    """What one part measured, and what follows from it."""

    name: str
    """Name of its sub-command and its file."""
    title: str
    figures: dict[str, Any]
    """Everything for the file."""
    goals: list[Goal]
    tables: list[RenderableType]
    notes: str
    """What the figures mean, for the terminal."""

    def write(self, folder: Path, facts: dict[str, Any]) -> Path:
        """Write `<name>.json`; `facts` are machine, libraries and settings."""
        content = {"circumstances": facts, **self.figures, "goals": as_json(self.goals)}
        return write_json(content, folder / f"{self.name}.json")

    def render(self) -> RenderableType:
        """Title, tables, goals and notes."""
        title = Text(self.title, style="bold")
        return stacked([title, *self.tables, goals_table(self.goals)], self.notes)
