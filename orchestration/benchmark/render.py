"""The benchmark's tables on the terminal.

Lives here: their layout and words. Not here: any arithmetic beyond units.
"""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestration.benchmark.figures import MIB, MILLION, Goal, path_costs
from orchestration.benchmark.record import Record, Step

LABELS = {
    "simulate": "simulate (not counted)",
    "bare_load": "bare typed load (yardstick)",
    "one_shot_pandas": "one-shot pandas (yardstick)",
    "ingest": "ingest",
    "start_up": "dbt start-up alone",
    "carry_state": "dbt → carry state",
    "features": "dbt → tested feature mart",
    "train": "training",
    "score": "scoring",
}

NOTES = """\
Seconds are without the start of Python; those of dbt's steps are with dbt's
start-up, which is measured as a build of one view of a few rows after a warm
parse. Bare load and start-up: median of 3. × is in bare loads; "net" takes
dbt's start-up off once for each dbt step. The mart's step runs all data tests
up to it, those of the carry state too; unit tests, which cost the same for any
number of rows, are left out."""


def render(record: Record, goals: list[Goal]) -> RenderableType:
    """The steps, what each result costs, and the goals."""
    facts = record.circumstances
    title = (
        f"{record.rows:,} rows, {facts['machine']['cpus']} CPUs, {facts['threads']} threads, "
        f"DuckDB memory limit {facts['memory_limit']}"
    )
    parts = (Text(title, style="bold"), _steps(record), _paths(record), _goals(goals))
    return Group(*(Padding(part, (1, 0, 0, 0)) for part in parts), Text(f"\n{NOTES}", style="dim"))


def progress(step: Step) -> str:
    """One line for a step that is done."""
    detail = f"  ({step.detail})" if step.detail else ""
    return f"{LABELS[step.name]:<28}{step.seconds:>8.1f} s{detail}"


def _steps(record: Record) -> Table:
    table = _table("Step", "seconds", "rows/s", "peak memory", "warehouse")
    for step in record.steps:
        table.add_row(
            LABELS[step.name],
            f"{step.seconds:,.2f}",
            "" if step.name == "start_up" else f"{record.rows / step.seconds:,.0f}",
            _size(step.peak_memory_bytes),
            _size(step.warehouse_bytes) if step.warehouse_bytes else "",
        )
    return table


def _paths(record: Record) -> Table:
    table = _table("Way", "net seconds", "×", "with all start-up", "×")
    for cost in path_costs(record):
        table.add_row(
            cost.name,
            f"{cost.seconds:,.2f}",
            f"{cost.ratio:.1f}",
            f"{cost.total_seconds:,.2f}",
            f"{cost.total_ratio:.1f}",
        )
    pandas, bare = record.step("one_shot_pandas"), record.step("bare_load")
    if pandas and bare:
        seconds = (pandas.seconds, pandas.process_seconds)
        cells = [(f"{each:,.2f}", f"{each / bare.seconds:.1f}") for each in seconds]
        table.add_row(LABELS[pandas.name], *cells[0], *cells[1])
    return table


def _goals(goals: list[Goal]) -> Table:
    table = _table("Goal", "at rows", "limit", "measured", "verdict")
    for goal in goals:
        value = "" if goal.value is None else f"{goal.value:.2f}"
        rows = f"{goal.judged_rows // MILLION} M"
        table.add_row(goal.name, rows, f"≤ {goal.limit:g} {goal.unit}", value, _verdict(goal))
    return table


def _verdict(goal: Goal) -> str:
    if not goal.judged:
        return "[dim]not judged[/]"
    return "[green]met[/]" if goal.met else "[red]MISSED[/]"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _size(size_bytes: int) -> str:
    mib = size_bytes / MIB
    return f"{mib:,.0f} MiB" if mib < 1024 else f"{mib / 1024:,.2f} GiB"
