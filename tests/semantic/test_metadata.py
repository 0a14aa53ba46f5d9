"""What is said of each metric, and that MetricFlow finds no fault with any."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from metricflow.validation.data_warehouse_model_validator import DataWarehouseModelValidator
from metricflow_semantic_interfaces.implementations.semantic_manifest import (
    PydanticSemanticManifest,
)

from orchestration.semantic import ReadingClient
from tests.semantic.asking import Metrics

UNITS = {"%", "h", "min", "s", "m", "km", "km/h", "count", "1/h", "1/km", "1/100 h", "min/h"}
SUFFIXES = {"_pct": "%", "_h": "h", "_s": "s", "_m": "m", "_km": "km", "_kmh": "km/h"}
RATES = ("_per_h", "_per_duty_h", "_per_travel_h", "_per_km", "_per_100_duty_h")


def test_each_metric_has_label_description_unit_and_owner(manifest: Path) -> None:
    parsed = json.loads(manifest.read_text())
    owners = {group["owner"]["name"] for group in parsed["groups"].values()}
    found = {metric["name"]: metric for metric in parsed["metrics"].values()}
    assert len(found) >= 50
    for name, metric in found.items():
        meta = metric["config"]["meta"]
        assert metric["label"] and not metric["label"].islower(), name
        assert re.fullmatch(r".{20,}\.", metric["description"].strip()), name
        assert meta["unit"] in UNITS, name
        assert meta["owner"] in owners, name
        suffix = next((end for end in SUFFIXES if name.endswith(end)), None)
        if suffix and not name.endswith(RATES) and "_from_" not in name:
            assert meta["unit"] == SUFFIXES[suffix], name
        if name.endswith(RATES):
            assert "/" in meta["unit"], name


def test_every_metric_is_put_to_the_test(manifest: Path) -> None:
    """By its name, in a test of exact values."""
    names = {metric["name"] for metric in json.loads(manifest.read_text())["metrics"].values()}
    folder = Path(__file__).parent
    text = "".join(file.read_text(encoding="utf-8") for file in folder.glob("test_*.py"))
    by_reason = {name for name in names if f'"{name.removesuffix("_pct")}"' in text}
    assert names - by_reason - {name for name in names if f'"{name}"' in text} == set()


@pytest.mark.parametrize("kind", ["semantic_models", "dimensions", "entities", "metrics"])
def test_the_warehouse_has_what_is_asked_of_it(
    kind: str, semantics: PydanticSemanticManifest, client: ReadingClient
) -> None:
    """What `mf validate-configs` does with a warehouse."""
    validate = getattr(DataWarehouseModelValidator(client), f"validate_{kind}")
    results = validate(semantics)
    assert [str(issue) for issue in results.all_issues] == []


def test_metrics_are_null_where_nothing_is_to_divide_by(metrics: Metrics) -> None:
    """C stands on duty and carries nothing: quotients by distance, travel or carries are null."""
    by_zero = ["deadhead_pct", "stops_per_km", "metres_per_carry", "high_lift_carries_pct",
               "overspeed_min_per_travel_h", "loaded_travel_pct"]  # fmt: skip
    said = metrics.by("vehicle", *by_zero)["C"]
    assert said == dict.fromkeys(by_zero)
