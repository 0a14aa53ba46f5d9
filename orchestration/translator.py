"""How a dbt node looks in Dagster.

Lives here: group, owners, kinds and description of the assets that dbt builds. Not here: what dbt
itself declares (keys, columns, tests), which Dagster reads from the manifest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

OWNER = "team:fleet-analytics"
"""Owner of every asset for which dbt declares none."""

DAILY = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(hours=48), warn_window=timedelta(hours=26)
)
"""Built once a day: a warning when a day was missed, a failure when two were."""


class ProjectTranslator(DagsterDbtTranslator):
    """Groups by layer, owners by dbt group, the materialisation among the kinds."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(
                enable_code_references=True,
                enable_source_tests_as_checks=True,
            )
        )

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """The default specification, completed for the lineage view."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = self.get_resource_props(manifest, unique_id)
        layer = layer_of(node)
        return spec.replace_attributes(
            description=node.get("description") or spec.description,
            group_name=layer,
            owners=list(spec.owners) or [OWNER],
            kinds=kinds_of(node),
            freshness_policy=DAILY if "marts" in node["fqn"] else None,
        )


def layer_of(node: Mapping[str, Any]) -> str:
    """The layer: what `meta` says, a source's schema, `seeds`, or the first folder of the model."""
    declared = node.get("config", {}).get("meta", {}).get("dagster", {}).get("group")
    if declared:
        return str(declared)
    if node["resource_type"] == "source":
        return str(node["schema"])
    if node["resource_type"] == "seed":
        return "seeds"
    return str(node["fqn"][1])


def kinds_of(node: Mapping[str, Any]) -> set[str]:
    """At most three words under the asset in the graph."""
    materialized = node.get("config", {}).get("materialized")
    shown = {"table", "view", "seed", "incremental"}
    return {"dbt", "duckdb", *({materialized} & shown)}
