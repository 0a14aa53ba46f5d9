"""What follows from a rebuild: ratios within one run, and its goals.

Lives here: pure arithmetic on records. Not here: measuring and printing.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.benchmark.goal import Goal
from orchestration.benchmark.record import Record

MILLION = 1_000_000
MIB = 2**20
GIB = 2**30

PIPELINE = ("ingest", "carry_state", "features", "vehicles", "train", "score")
DBT_STEPS = ("carry_state", "features", "vehicles")

PATHS = {
    "CSV → carry state": ("ingest", "carry_state"),
    "CSV → tested feature mart": ("ingest", "carry_state", "features"),
    "CSV → mart and sensor verdicts": ("ingest", "carry_state", "features", "vehicles"),
    "CSV → predictions": PIPELINE,
}
"""Steps that lead to each result."""


@dataclass(frozen=True)
class PathCost:
    """What it takes to get from files to a result."""

    name: str
    seconds: float
    """Without the start of Python, and without dbt's start-up once for each dbt step."""
    ratio: float
    """The same, in bare loads."""
    total_seconds: float
    """With everything, from command to end."""
    total_ratio: float


def path_costs(record: Record) -> list[PathCost]:
    """The cost of each result that the run came to."""
    ran = {step.name for step in record.steps}
    return [path_cost(record, name) for name, steps in PATHS.items() if ran.issuperset(steps)]


def path_cost(record: Record, name: str) -> PathCost:
    """The cost of the steps of `PATHS[name]`, in seconds and in bare loads."""
    steps = [step for step in record.steps if step.name in PATHS[name]]
    bare, start_up = _seconds(record, "bare_load"), _seconds(record, "start_up")
    dbt_runs = sum(step.name in DBT_STEPS for step in steps)
    seconds = sum(step.seconds for step in steps) - dbt_runs * start_up
    total = sum(step.process_seconds for step in steps)
    return PathCost(name, seconds, seconds / bare, total, total / bare)


def peak_memory_gib(record: Record) -> float:
    """The largest peak of the pipeline's own steps."""
    peaks = (step.peak_memory_bytes for step in record.steps if step.name in PIPELINE)
    return max(peaks) / GIB


def growth(small: Record | None, large: Record | None, name: str) -> float | None:
    """Time per row of the larger run over that of the smaller one; None where not comparable."""
    if small is None or large is None or not small.comparable(large):
        return None
    per_row = [path_cost(record, name).seconds / record.rows for record in (small, large)]
    return per_row[1] / per_row[0]


def goals(record: Record, small: Record | None = None, large: Record | None = None) -> list[Goal]:
    """All goals; `small` and `large` are the runs with 10 and 100 million rows, this one too."""
    asked, ten, hundred = record.asked_rows, 10 * MILLION, 100 * MILLION
    memory = None if record.failure else peak_memory_gib(record)

    def at(rows: int, name: str, limit: float, unit: str, value: float | None) -> Goal:
        return Goal(name, unit, limit, f"{rows // MILLION} M", value, judged=asked == rows)

    def ratio(name: str, limit: float) -> Goal:
        return at(ten, name, limit, "×", path_cost(record, name).ratio)

    def grown(name: str) -> Goal:
        value = growth(small, large, name)
        judged = value is not None and asked in (ten, hundred)
        return Goal(f"{name}, per row", "× 10 M", 1.3, "100 M", value, judged)

    return [
        ratio("CSV → carry state", 4),
        ratio("CSV → tested feature mart", 10),
        at(ten, "Peak memory", 4, "GiB", memory),
        at(hundred, "Peak memory", 8, "GiB", memory),
        grown("CSV → carry state"),
        grown("CSV → tested feature mart"),
    ]


def _seconds(record: Record, name: str) -> float:
    step = record.step(name)
    if step is None:
        raise ValueError(f"the record has no step {name}")
    return step.seconds
