"""Which models are public.

Lives here: asking dbt's manifest. Not here: what public means (`access` in `dbt_project.yml`).
"""

from __future__ import annotations

import json
from pathlib import Path


def public_tables(manifest: Path) -> list[str]:
    """The public models with their schema, such as `marts.dim_vehicles`, by name."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return sorted(
        f"{node['schema']}.{node['name']}"
        for node in nodes
        if node["resource_type"] == "model" and node.get("access") == "public"
    )
