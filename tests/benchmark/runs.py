"""Daily runs with round numbers, to compute expected figures by hand."""

from __future__ import annotations

from orchestration.benchmark.record import Step
from orchestration.benchmark.walk import DailyRun
from tests.benchmark.records import step

START_UP = step("start_up", 4.0, 4.0, 0.25)


def daily_run(day: int, models: float, tests: float, *, rows: int = 100) -> DailyRun:
    """An ingest of 1 s in a process of 2 s, and a build of 5 s more than its nodes' SQL.

    SQL besides them takes 0.5 s, and dbt makes 1 s more of each of the three nodes.
    """
    sql = {"model.p.a": models - 0.5, "seed.p.s": 0.5, "test.p.t": tests}
    parts = {node: seconds + 1 for node, seconds in sql.items()}
    statements = {**sql, "": 0.25, "operation.p.hook": 0.25}
    wall = models + tests + 5.0
    build: Step = step("build", wall, wall, 1.0, parts=parts, statements=statements)
    return DailyRun(day, step("ingest", 1.0, 2.0, 1.0, rows=rows), build)
