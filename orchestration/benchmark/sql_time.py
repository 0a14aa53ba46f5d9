"""How long dbt's nodes took, apart for models and data tests.

Lives here: sums over the nodes of a step, and what a part says of one run in the same units. Not
here: the measuring.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from orchestration.benchmark.record import Step


@dataclass(frozen=True)
class SqlTime:
    """Sum of the execution times of dbt's nodes, in seconds, and dbt's time besides."""

    models: float
    """Seeds included."""
    tests: float
    net_wall: float
    """Wall time of dbt less its start-up; threads that work side by side make it shorter."""

    @property
    def both(self) -> float:
        """Models and data tests."""
        return self.models + self.tests


KINDS = ("models", "tests", "both", "net_wall")


def sql_time(build: Step, start_up: Step) -> SqlTime:
    """The times of a build; `start_up` is that of a build of next to nothing."""
    tests = sum(seconds for node, seconds in build.parts.items() if node.startswith("test."))
    models = sum(build.parts.values()) - tests
    return SqlTime(models, tests, build.process_seconds - start_up.process_seconds)


def middle(times: list[SqlTime]) -> SqlTime:
    """The median of each time by itself."""
    return SqlTime(
        *(median(getattr(time, name) for time in times) for name in ("models", "tests", "net_wall"))
    )
