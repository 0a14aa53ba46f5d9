"""How long the SQL of a build took, apart for models and data tests.

Lives here: sums over the nodes of a step, and what a part says of one run in the same units. Not
here: the measuring (`sql_clock.py`).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from statistics import median

from orchestration.benchmark.record import Step


@dataclass(frozen=True)
class SqlTime:
    """Sums of seconds over dbt's statements and nodes, and dbt's wall time."""

    models: float
    """The database at work on statements of models and seeds."""
    tests: float
    """The same for data tests."""
    besides: float
    """The same for hooks of the run, and what dbt asks for itself."""
    nodes: float
    """Execution times of nodes as dbt gives them, its own Python included."""
    net_wall: float
    """Wall time of dbt less its start-up; threads that work side by side make it shorter."""

    @property
    def sql(self) -> float:
        """All statements."""
        return self.models + self.tests + self.besides


KINDS = ("models", "tests", "besides", "sql", "nodes", "net_wall")


def sql_time(build: Step, start_up: Step) -> SqlTime:
    """The times of a build; `start_up` is that of a build of next to nothing."""

    def of(*kinds: str) -> float:
        return sum(
            seconds for node, seconds in build.statements.items() if node.split(".")[0] in kinds
        )

    return SqlTime(
        models=of("model", "seed"),
        tests=of("test"),
        besides=of("operation", ""),
        nodes=sum(build.parts.values()),
        net_wall=build.process_seconds - start_up.process_seconds,
    )


def middle(times: list[SqlTime]) -> SqlTime:
    """The median of each time by itself."""
    return SqlTime(*(median(each) for each in zip(*map(astuple, times), strict=True)))
