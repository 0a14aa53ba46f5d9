"""The tables of a rebuild on the terminal.

Lives here: their columns and words. Not here: their looks (`tables.py`), and any arithmetic.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orchestration.benchmark.figures import path_costs
from orchestration.benchmark.goal import Goal
from orchestration.benchmark.record import Record, Step
from orchestration.benchmark.tables import goals_table, size, stacked, table

LABELS = {
    "simulate": "simulate (not counted)",
    "bare_load": "bare typed load (yardstick)",
    "one_shot_pandas": "one-shot pandas (yardstick)",
    "ingest": "ingest",
    "start_up": "dbt start-up alone",
    "carry_state": "dbt → carry state",
    "features": "dbt → tested feature mart",
    "vehicles": "dbt → verdicts on vehicles",
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
    parts = (Text(title, style="bold"), _steps(record), _paths(record), goals_table(goals))
    return stacked(parts, NOTES)


def progress(step: Step) -> str:
    """One line for a step that is done."""
    detail = f"  ({step.detail})" if step.detail else ""
    return f"{LABELS.get(step.name, step.name):<28}{step.seconds:>8.1f} s{detail}"


def _steps(record: Record) -> Table:
    shown = table("Step", "seconds", "rows/s", "peak memory", "warehouse")
    for step in record.steps:
        shown.add_row(
            LABELS[step.name],
            f"{step.seconds:,.2f}",
            "" if step.name == "start_up" else f"{record.rows / step.seconds:,.0f}",
            size(step.peak_memory_bytes),
            size(step.warehouse_bytes) if step.warehouse_bytes else "",
        )
    return shown


def _paths(record: Record) -> Table:
    shown = table("Way", "net seconds", "×", "with all start-up", "×")
    for cost in path_costs(record):
        shown.add_row(
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
        shown.add_row(LABELS[pandas.name], *cells[0], *cells[1])
    return shown
