"""MetricFlow on this project.

Lives here: its manifest and engine. Not here: the command line (`command.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from metricflow.engine.metricflow_engine import MetricFlowEngine
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from orchestration.project import manifest_path, prepare
from orchestration.settings import Settings

if TYPE_CHECKING:
    from metricflow.protocols.sql_client import SqlClient
    from metricflow_semantic_interfaces.implementations.semantic_manifest import (
        PydanticSemanticManifest,
    )


def read_manifest(settings: Settings) -> PydanticSemanticManifest:
    """Semantic models and metrics, as dbt parses them with these settings."""
    prepare(settings)
    file = manifest_path(settings).with_name("semantic_manifest.json")
    return parse_manifest_from_dbt_generated_manifest(file.read_text(encoding="utf-8"))


def metric_engine(manifest: PydanticSemanticManifest, client: SqlClient) -> MetricFlowEngine:
    """What answers queries for metrics."""
    return MetricFlowEngine(SemanticManifestLookup(manifest), client)
