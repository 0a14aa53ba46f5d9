"""The step in the real graph: off by default, downstream of what it publishes when on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.assets.publish import PUBLISHED_KEY, publish_definition
from orchestration.errors import SettingsError
from orchestration.settings import load_settings

CONNECTION = {
    "endpoint": "http://lakefs.example.com",
    "access_key_id": "key",
    "secret_access_key": "secret",
    "repository": "fleet",
}


def definitions(**publish: Any) -> dg.Definitions:
    from orchestration.definitions import build_defs  # needs the manifest

    settings = load_settings(source="lakefs", lakefs=CONNECTION, publish=publish)
    return build_defs(settings)


@pytest.fixture(scope="module")
def enabled(manifest: Path) -> dg.Definitions:
    return definitions(enabled=True)


def test_off_by_default(manifest: Path) -> None:
    assert PUBLISHED_KEY not in definitions().resolve_asset_graph().get_all_asset_keys()


def test_lineage(enabled: dg.Definitions) -> None:
    (spec,) = [s for s in enabled.resolve_all_asset_specs() if s.key == PUBLISHED_KEY]
    assert {dep.asset_key.to_user_string() for dep in spec.deps} == {
        "marts/dim_vehicles",
        "marts/fct_carry_segments",
        "marts/fct_carry_estimates",
        "ml/training_runs",
        "ml/model_metrics",
        "ml/carry_state_model",
    }
    assert spec.group_name == "published"
    assert spec.description and spec.owners and "lakefs" in spec.kinds
    assert "dagster/code_references" in spec.metadata


def test_jobs(enabled: dg.Definitions) -> None:
    holds = {
        name: PUBLISHED_KEY in enabled.resolve_job_def(name).asset_layer.executable_asset_keys
        for name in ("forklift_training_job", "forklift_ml_job", "forklift_build_job")
    }
    assert holds == {
        "forklift_training_job": True,
        "forklift_ml_job": True,
        "forklift_build_job": False,
    }


def test_a_mart_alone_still_waits_for_the_model(manifest: Path) -> None:
    defs = definitions(enabled=True, tables=("marts.dim_vehicles",))
    layer = defs.resolve_job_def("forklift_build_job").asset_layer
    assert PUBLISHED_KEY not in layer.executable_asset_keys


def test_it_holds_the_place_of_the_warehouse(enabled: dg.Definitions) -> None:
    (node,) = [
        node
        for node in enabled.resolve_job_def("forklift_training_job").all_node_defs
        if node.name == "published__lakefs"
    ]
    assert node.pools == {"warehouse"}
    assert int(node.tags["dagster/priority"]) < 0, "checks that are ready come first"


def test_every_check_of_the_project_is_handed_to_the_gate(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: set[dg.AssetCheckKey] = set()

    def spy(config: Any, assets: Any, checks: Any) -> dg.AssetsDefinition:
        given.update(key for definition in (*assets, *checks) for key in definition.check_keys)
        return publish_definition(config, assets, checks)

    monkeypatch.setattr("orchestration.definitions.publish_definition", spy)
    graph = definitions(enabled=True).resolve_asset_graph()
    assert given == set(graph.asset_check_keys)
    assert len(given) > 80


def test_unknown_table(manifest: Path) -> None:
    with pytest.raises(SettingsError, match=r"^FORKLIFT_PUBLISH_TABLES: .*marts\.trips"):
        definitions(enabled=True, tables=("marts.trips",))
