"""What each dbt step builds, read from dbt's manifest.

Lives here: the models up to the carry state, then the rest up to the feature mart with every data
test of both, then the verdicts on the vehicles, without which nothing is learned. Selection syntax
cannot say "the tests of these models, but not the models": an exclusion takes the tests along. Not
here: running dbt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

CARRY_STATE = "int_samples__carry_state"
FEATURES = "feat_carry_windows"
VEHICLES = "dim_vehicles"
"""Training and scoring ask it which vehicles they may learn from, and which are forklifts."""
START_UP = "stg_telemetry__objects"
"""A view on a table of a few rows: building it takes what dbt takes for anything at all."""

BUILT = ("model", "seed", "snapshot")


@dataclass(frozen=True)
class Selections:
    """Nodes of each dbt step as selectors, sorted; unit tests are left out of all of them."""

    start_up: list[str]
    carry_state: list[str]
    features: list[str]
    vehicles: list[str]


@dataclass(frozen=True)
class Nodes:
    """Unique ids of the nodes of each dbt step."""

    start_up: set[str]
    carry_state: set[str]
    features: set[str]
    """Without those of the carry state, but with the data tests of both."""
    vehicles: set[str]
    """What is left of the way to the vehicles, with its data tests."""


def read_selections(manifest: Path) -> Selections:
    """Read the selections from `manifest.json`."""
    return selections(json.loads(manifest.read_text(encoding="utf-8")))


def read_nodes(manifest: Path) -> Nodes:
    """Read the nodes of each step from `manifest.json`."""
    return shared_out(json.loads(manifest.read_text(encoding="utf-8")))


def selections(manifest: dict[str, Any]) -> Selections:
    """The nodes of each step as selectors."""
    nodes, chosen = manifest["nodes"], shared_out(manifest)

    def selectors(keys: set[str]) -> list[str]:
        return sorted(f"fqn:{'.'.join(nodes[key]['fqn'])}" for key in keys)

    return Selections(*(selectors(getattr(chosen, step.name)) for step in fields(Nodes)))


def shared_out(manifest: dict[str, Any]) -> Nodes:
    """Share the nodes out; a test belongs to the first step after which all it asks is there."""
    nodes, parents = manifest["nodes"], manifest["parent_map"]
    unique_ids = {node["name"]: key for key, node in nodes.items() if node["name"] in _MODELS}
    to_carry_state = _upstream(unique_ids[CARRY_STATE], parents)
    to_features = _upstream(unique_ids[FEATURES], parents) | to_carry_state
    to_vehicles = _upstream(unique_ids[VEHICLES], parents) | to_features

    def built(keys: set[str]) -> set[str]:
        return {key for key in keys if key in nodes and nodes[key]["resource_type"] in BUILT}

    def tests(keys: set[str]) -> set[str]:
        asked = ((key, parents[key]) for key in nodes if nodes[key]["resource_type"] == "test")
        return {key for key, all_asked in asked if keys.issuperset(all_asked)}

    return Nodes(
        {unique_ids[START_UP]},
        built(to_carry_state),
        built(to_features - to_carry_state) | tests(to_features),
        built(to_vehicles - to_features) | tests(to_vehicles) - tests(to_features),
    )


_MODELS = {CARRY_STATE, FEATURES, VEHICLES, START_UP}


def _upstream(unique_id: str, parents: dict[str, list[str]]) -> set[str]:
    """The node with everything that it needs."""
    found: set[str] = set()
    waiting = [unique_id]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += parents.get(key, [])
    return found
