"""The small fleet, built once."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from metricflow_semantic_interfaces.implementations.semantic_manifest import (
    PydanticSemanticManifest,
)
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)

from orchestration.dbt_command import DBT_EXECUTABLE, PROJECT_DIR, dbt_environment
from orchestration.semantic import ReadingClient, metric_engine
from orchestration.settings import REPOSITORY, load_settings
from orchestration.warehouse import open_warehouse
from orchestration.weather.load import load_weather
from tests.dbt.build import load
from tests.semantic.asking import Metrics
from tests.semantic.fleet import SEEDS, WEATHER, ZONE, write


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the fleet: ingested, and all models built but those of the classifier."""
    work = tmp_path_factory.mktemp("semantic")
    project = work / "dbt_project"
    shutil.copytree(PROJECT_DIR, project, ignore=shutil.ignore_patterns("target", "logs"))
    for seed, content in SEEDS.items():
        (project / "seeds" / f"{seed}.csv").write_text(content, encoding="utf-8")
    write(work)
    load(work, work)
    (work / "weather").mkdir()
    (work / "weather" / "archive.json").write_text(json.dumps(WEATHER), encoding="utf-8")
    settings = load_settings(data_dir=work)
    with open_warehouse(settings) as connection:
        load_weather(connection, work / "weather")
    command = [str(DBT_EXECUTABLE), "build", "--exclude", "source:ml+"]
    command += ["--exclude-resource-type", "test", "unit_test"]
    command += ["--vars", json.dumps({"site_time_zone": ZONE, "weather_enabled": True})]
    command += ["--project-dir", str(project), "--profiles-dir", str(REPOSITORY)]
    environment = dbt_environment(settings)
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return work


@pytest.fixture(scope="session")
def semantics(built: Path) -> PydanticSemanticManifest:
    """Semantic models and metrics as dbt parsed them for the fleet."""
    file = built / "dbt_project" / "target" / "semantic_manifest.json"
    return parse_manifest_from_dbt_generated_manifest(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def client(built: Path) -> Iterator[ReadingClient]:
    """The fleet's warehouse."""
    with duckdb.connect(str(built / "warehouse.duckdb"), read_only=True) as connection:
        yield ReadingClient(lambda: connection)


@pytest.fixture(scope="session")
def metrics(semantics: PydanticSemanticManifest, client: ReadingClient) -> Metrics:
    """Its metrics."""
    return Metrics(metric_engine(semantics, client))
