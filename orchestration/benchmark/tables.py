"""The looks of the benchmark's tables on the terminal.

Lives here: plain tables with numbers to the right, the table of goals, and sizes. Not here: what
the tables of a part say (`render.py` and the parts themselves).
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestration.benchmark.goal import Goal

MIB = 2**20


def table(first: str, *others: str) -> Table:
    """An empty table without lines."""
    empty = Table(box=None, pad_edge=False, header_style="bold")
    empty.add_column(first)
    for name in others:
        empty.add_column(name, justify="right")
    return empty


def filled(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    """A table with these rows."""
    shown = table(*header)
    for row in rows:
        shown.add_row(*row)
    return shown


def goals_table(goals: Iterable[Goal]) -> Table:
    """Each goal with its limit, what was measured, and the verdict."""
    shown = table("Goal", "at", "limit", "measured", "verdict")
    for goal in goals:
        value = "" if goal.value is None else f"{goal.value:.2f}"
        shown.add_row(goal.name, goal.at, f"≤ {goal.limit:g} {goal.unit}", value, _verdict(goal))
    return shown


def stacked(parts: Iterable[RenderableType], notes: str) -> Group:
    """Parts one below the other, and dim notes at the end."""
    padded = (Padding(part, (1, 0, 0, 0)) for part in parts)
    return Group(*padded, Text(f"\n{notes}", style="dim"))


def size(size_bytes: int) -> str:
    """A size in the unit that suits it."""
    mib = size_bytes / MIB
    return f"{mib:,.0f} MiB" if mib < 1024 else f"{mib / 1024:,.2f} GiB"


def _verdict(goal: Goal) -> str:
    if not goal.judged:
        return "[dim]not judged[/]"
    return "[green]met[/]" if goal.met else "[red]MISSED[/]"
