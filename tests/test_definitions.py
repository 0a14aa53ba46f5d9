from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.dbt_command import PROJECT_DIR

RAW = {"raw/telemetry", "raw/objects", "raw/rejected_rows", "raw/ingest_runs"}
ML = {
    "ml/carry_state_model",
    "ml/training_runs",
    "ml/model_metrics",
    "ml/confusion",
    "ml/feature_importance",
    "ml/feature_profiles",
    "ml/held_out_sessions",
    "ml/model_stages",
    "ml/carry_state_predictions",
    "ml/drift",
}
EXPORT = {"export/files"}


@pytest.fixture(scope="module")
def specs(defs: dg.Definitions) -> dict[str, dg.AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}


@pytest.fixture(scope="module")
def nodes(manifest: Path) -> dict[str, Mapping[str, Any]]:
    """dbt models and seeds by the asset key that their schema and name make."""
    found = json.loads(manifest.read_text())["nodes"].values()
    return {
        f"{node['schema']}/{node['name']}": node
        for node in found
        if node["resource_type"] in ("model", "seed")
    }


def upstream(spec: dg.AssetSpec) -> set[str]:
    return {dep.asset_key.to_user_string() for dep in spec.deps}


def test_keys(specs: dict[str, dg.AssetSpec], nodes: dict[str, Any]) -> None:
    assert set(specs) == {"source/real_data"} | RAW | ML | EXPORT | set(nodes)


def test_edges_of_the_python_side(specs: dict[str, dg.AssetSpec]) -> None:
    assert upstream(specs["source/real_data"]) == set()
    for key in RAW:
        assert upstream(specs[key]) == {"source/real_data"}
    assert upstream(specs["ml/carry_state_model"]) == {
        "marts/feat_carry_windows",
        "intermediate/int_samples__carry_state",
        "marts/dim_vehicles",
    }
    for key in ML - {"ml/carry_state_model", "ml/carry_state_predictions", "ml/drift"}:
        assert upstream(specs[key]) == {"ml/carry_state_model"}
    assert upstream(specs["ml/carry_state_predictions"]) == {
        "marts/feat_carry_windows",
        "marts/dim_vehicles",
        "ml/carry_state_model",
    }
    assert upstream(specs["ml/drift"]) == {
        "marts/feat_carry_windows",
        "marts/dim_vehicles",
        "ml/carry_state_model",
        "ml/carry_state_predictions",
    }


def test_the_export_follows_what_is_public(
    specs: dict[str, dg.AssetSpec], nodes: dict[str, Any]
) -> None:
    public = {key for key, node in nodes.items() if node.get("access") == "public"}
    assert upstream(specs["export/files"]) == public
    assert public == {key for key in nodes if key.startswith("marts/")}


def test_edges_of_dbt_are_those_of_the_manifest(
    specs: dict[str, dg.AssetSpec], nodes: dict[str, Any], manifest: Path
) -> None:
    """A second way: names from the manifest's own dependency lists."""
    parsed = json.loads(manifest.read_text())
    key_of = {node["unique_id"]: key for key, node in nodes.items()} | {
        unique_id: f"{table['source_name']}/{table['name']}"
        for unique_id, table in parsed["sources"].items()
    }
    for key, node in nodes.items():
        expected = {key_of[parent] for parent in node.get("depends_on", {}).get("nodes", [])}
        assert upstream(specs[key]) == expected, key


def test_lineage_has_no_break(specs: dict[str, dg.AssetSpec]) -> None:
    """From the last estimates back to the source, over Python and dbt alike."""
    seen, waiting = set(), {"marts/fct_carry_estimates"}
    while waiting:
        key = waiting.pop()
        seen.add(key)
        waiting |= upstream(specs[key]) - seen
    assert {"ml/carry_state_predictions", "marts/feat_carry_windows", "raw/telemetry"} <= seen
    assert "source/real_data" in seen


def test_each_asset_is_described_grouped_owned_and_of_a_kind(
    specs: dict[str, dg.AssetSpec],
) -> None:
    groups = {"source", "raw", "seeds", "staging", "intermediate", "marts", "ml", "estimates"}
    groups |= {"export"}
    for key, spec in specs.items():
        assert spec.description and len(spec.description) > 20, key
        assert spec.group_name in groups, key
        assert spec.owners, key
        assert spec.kinds, key
        if key.startswith(("staging", "intermediate", "marts")):
            assert {"dbt", "duckdb"} <= spec.kinds, key
            assert "dagster/code_references" in spec.metadata, key
            assert "dagster/column_schema" in spec.metadata, key


def test_what_is_built_daily_has_a_freshness_policy(specs: dict[str, dg.AssetSpec]) -> None:
    for key, spec in specs.items():
        expected = key in RAW | {"ml/carry_state_predictions"} or key.startswith("marts/")
        assert (spec.freshness_policy is not None) == expected, key


def test_checks(defs: dg.Definitions, manifest: Path) -> None:
    found = {
        (key.asset_key.to_user_string(), key.name)
        for key in defs.resolve_asset_graph().asset_check_keys
    }
    assert {
        ("raw/telemetry", "rows_reconcile"),
        ("ml/model_metrics", "model_beats_majority"),
        ("ml/carry_state_predictions", "predictions_complete"),
        ("ml/drift", "features_are_stable"),
        ("ml/drift", "unknown_is_rare"),
        ("ml/drift", "carrying_is_as_learned"),
        ("marts/feat_carry_windows", "vehicles_send_as_much"),
        ("marts/feat_carry_windows", "vehicles_are_heard"),
        ("marts/feat_carry_windows", "carrying_is_steady"),
        ("ml/training_runs", "base_rate_is_steady"),
        ("ml/training_runs", "trusted_vehicles_are_steady"),
    } <= found
    tests = {
        node["name"]
        for node in json.loads(manifest.read_text())["nodes"].values()
        # Tests of sources that no model reads, or of several sources, are only observed.
        if node["resource_type"] == "test" and not node["name"].startswith("source_")
    }
    assert tests - {name for _, name in found} == set()


def test_a_missing_row_blocks_what_follows(defs: dg.Definitions) -> None:
    key = dg.AssetCheckKey(dg.AssetKey(["raw", "telemetry"]), "rows_reconcile")
    assert defs.resolve_asset_graph().get_check_spec(key).blocking


def test_every_step_that_opens_the_warehouse_is_in_its_pool(defs: dg.Definitions) -> None:
    job = defs.resolve_job_def("forklift_training_and_export_job")
    assert len(job.all_node_defs) >= 11
    for node in job.all_node_defs:
        assert node.pools == {"warehouse"}, node.name


def test_jobs_divide_the_whole(defs: dg.Definitions, specs: dict[str, dg.AssetSpec]) -> None:
    def keys(job: str) -> set[str]:
        found = defs.resolve_job_def(job).asset_layer.executable_asset_keys
        return {key.to_user_string() for key in found}

    everything = keys("forklift_training_job")
    build, ml = keys("forklift_build_job"), keys("forklift_ml_job")
    assert everything == set(specs) - {"source/real_data"} - EXPORT
    assert keys("forklift_export_job") == EXPORT
    assert keys("forklift_training_and_export_job") == everything | EXPORT
    assert build | ml == everything
    assert not build & ml
    assert ml == ML | {"marts/fct_carry_estimates"}
    assert keys("forklift_scoring_job") == {
        "ml/carry_state_predictions",
        "ml/drift",
        "marts/fct_carry_estimates",
    }


def test_dbt_project_is_where_it_is_said_to_be() -> None:
    assert (PROJECT_DIR / "dbt_project.yml").is_file()
