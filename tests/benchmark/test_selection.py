"""Each dbt step builds what it should, on a graph small enough to see through."""

from __future__ import annotations

from typing import Any

from orchestration.benchmark.selection import Selections, selections

PARENTS = {
    "seed.p.overrides": [],
    "model.p.stg_telemetry__objects": ["source.p.raw.objects"],
    "model.p.int_samples__carry_state": ["model.p.stg_telemetry__objects", "seed.p.overrides"],
    "model.p.int_vehicles__judged": ["model.p.stg_telemetry__objects"],
    "model.p.dim_vehicles": ["model.p.int_vehicles__judged"],
    "model.p.feat_carry_windows": ["model.p.int_samples__carry_state"],
    "model.p.fct_carry_segments": ["model.p.int_samples__carry_state"],
    "test.p.source_is_unique": ["source.p.raw.objects"],
    "test.p.seed_is_unique": ["seed.p.overrides"],
    "test.p.windows_match": ["model.p.feat_carry_windows", "model.p.int_samples__carry_state"],
    "test.p.vehicles_match": ["model.p.dim_vehicles", "model.p.feat_carry_windows"],
    "test.p.segments_match": ["model.p.fct_carry_segments", "model.p.int_samples__carry_state"],
    "unit_test.p.first_row": ["model.p.int_samples__carry_state"],
}


def manifest() -> dict[str, Any]:
    """A manifest of these nodes; dbt keeps unit tests apart from the other nodes."""
    nodes = {}
    for key in PARENTS:
        kind, package, name = key.split(".")
        if kind != "unit_test":
            nodes[key] = {"name": name, "resource_type": kind, "fqn": [package, kind, name]}
    return {"nodes": nodes, "parent_map": PARENTS | {"source.p.raw.objects": []}}


def test_shares_the_nodes_out() -> None:
    assert selections(manifest()) == Selections(
        start_up=["fqn:p.model.stg_telemetry__objects"],
        carry_state=[
            "fqn:p.model.int_samples__carry_state",
            "fqn:p.model.stg_telemetry__objects",
            "fqn:p.seed.overrides",
        ],
        features=[
            "fqn:p.model.feat_carry_windows",
            "fqn:p.test.seed_is_unique",
            "fqn:p.test.source_is_unique",
            "fqn:p.test.windows_match",
        ],
        vehicles=[
            "fqn:p.model.dim_vehicles",
            "fqn:p.model.int_vehicles__judged",
            "fqn:p.test.vehicles_match",
        ],
    )
