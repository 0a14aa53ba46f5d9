"""Queries for metrics by name, in process.

Lives here: a fleet's warehouse with MetricFlow on it. Not here: how it is built (`conftest.py`), or
the command line (`test_command.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest

Answer = dict[Any, dict[str, Any]]
"""By the value that it is grouped by (a tuple of several): metrics by name."""


class Metrics:
    """Metrics of one warehouse, as numbers."""

    def __init__(self, engine: MetricFlowEngine) -> None:
        self._engine = engine
        self.names = {metric.name for metric in engine.list_metrics(include_dimensions=False)}

    def total(self, *names: str, where: str | None = None) -> dict[str, Any]:
        """Over everything."""
        return self.by((), *names, where=where)[()]

    def by(self, group_by: str | Sequence[str], *names: str, where: str | None = None) -> Answer:
        """By one or several dimensions; a day is told as text."""
        groups = [group_by] if isinstance(group_by, str) else list(group_by)
        request = MetricFlowQueryRequest.create(
            metric_names=list(names),
            group_by_names=groups,
            where_constraints=[where] if where else None,
        )
        found = self._engine.query(request).result_df
        assert found is not None
        answer = {}
        for row in found.rows:
            cells = dict(zip(found.column_names, row, strict=True))
            keys = [self._key(cells.pop(group)) for group in groups]
            numbers = {
                name: None if value is None else float(str(value)) for name, value in cells.items()
            }
            key = keys[0] if isinstance(group_by, str) else tuple(keys)
            assert key not in answer, f"{key} twice"
            answer[key] = numbers
        return answer

    @staticmethod
    def _key(value: Any) -> Any:
        return value.date().isoformat() if hasattr(value, "date") else value
