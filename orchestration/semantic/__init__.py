"""The semantic layer from Python: metrics by their name, out of the warehouse.

Lives here: MetricFlow on the project's own manifest and a warehouse that is only read. Not here:
what a metric is (`dbt_project/models/semantic`).
"""

from orchestration.semantic.client import ReadingClient
from orchestration.semantic.engine import metric_engine, read_manifest

__all__ = ["ReadingClient", "metric_engine", "read_manifest"]
