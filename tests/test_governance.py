"""Who owns each mart and who uses it: groups, access, owners and exposures of the dbt project."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from orchestration.dbt_command import PROJECT_DIR
from orchestration.exporting.public import public_tables
from orchestration.ml.card.signals import SAMPLES
from orchestration.ml.card.surroundings import SOURCE, VEHICLES
from orchestration.ml.relations import FEATURE_TABLE
from orchestration.summary import QUERIES
from tests.test_definitions import upstream

Nodes = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def parsed(manifest: Path) -> dict[str, Nodes]:
    found: dict[str, Nodes] = json.loads(manifest.read_text(encoding="utf-8"))
    return found


def tables_of(parsed: dict[str, Nodes], unique_ids: list[str]) -> set[str]:
    nodes = parsed["nodes"] | parsed["sources"]
    return {f"{nodes[one]['schema']}.{nodes[one]['name']}" for one in unique_ids}


def test_every_mart_has_a_group_with_an_owner_access_and_a_contract(
    parsed: dict[str, Nodes],
) -> None:
    owners = {group["name"]: group["owner"] for group in parsed["groups"].values()}
    marts = [node for node in parsed["nodes"].values() if node["schema"] == "marts"]
    marts = [node for node in marts if node["resource_type"] == "model"]
    assert len(marts) >= 19
    for mart in marts:
        assert owners[mart["group"]]["name"], mart["name"]
        assert "@" in owners[mart["group"]]["email"], mart["name"]
        assert mart["access"] == "public", mart["name"]
        assert mart["contract"]["enforced"], mart["name"]


def test_exposures_say_who_and_what(parsed: dict[str, Nodes]) -> None:
    exposures = {node["name"]: node for node in parsed["exposures"].values()}
    expected = {"carry_state_classifier", "model_card", "run_summary", "bi_extract"}
    assert set(exposures) == expected
    for name, exposure in exposures.items():
        assert "@" in exposure["owner"]["email"], name
        assert len(exposure["description"]) > 100, name


def test_the_extract_is_what_is_public(parsed: dict[str, Nodes], manifest: Path) -> None:
    extract = parsed["exposures"]["exposure.forklift.bi_extract"]["depends_on"]["nodes"]
    assert tables_of(parsed, extract) == set(public_tables(manifest))


def test_the_summary_is_exposed_with_what_it_asks(parsed: dict[str, Nodes]) -> None:
    asked = re.findall(r"(?:raw|staging|marts|ml)\.\w+", " ".join(QUERIES.values()))
    summary = parsed["exposures"]["exposure.forklift.run_summary"]["depends_on"]["nodes"]
    assert tables_of(parsed, summary) == set(asked)


def test_the_model_card_is_exposed_with_what_it_asks(parsed: dict[str, Nodes]) -> None:
    asked = re.findall(r"(?:raw|intermediate|marts)\.\w+", SOURCE + VEHICLES + SAMPLES)
    card = parsed["exposures"]["exposure.forklift.model_card"]["depends_on"]["nodes"]
    assert tables_of(parsed, card) == {*asked, FEATURE_TABLE}


def test_the_classifier_is_exposed_with_what_dagster_gives_it(
    parsed: dict[str, Nodes], defs: Any
) -> None:
    specs = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
    learned = parsed["exposures"]["exposure.forklift.carry_state_classifier"]["depends_on"]["nodes"]
    given = upstream(specs["ml/carry_state_model"])
    assert tables_of(parsed, learned) == {key.replace("/", ".") for key in given}


def test_pictures_of_the_docs_are_there(parsed: dict[str, Nodes]) -> None:
    overview = parsed["docs"]["doc.forklift.__overview__"]["block_contents"]
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", overview)
    assert pictures == ["assets/star_schema.svg"]
    facts = set(re.findall(r"(?:fct|dim)_\w+", (PROJECT_DIR / pictures[0]).read_text()))
    marts = {n["name"] for n in parsed["nodes"].values() if n["schema"] == "marts"}
    assert facts <= marts
