from __future__ import annotations

from typing import Any

import pytest

from orchestration.errors import SettingsError
from orchestration.publishing import PublishConfig
from orchestration.settings import load_settings

LAKEFS = {
    "FORKLIFT_SOURCE": "lakefs",
    "FORKLIFT_LAKEFS_ENDPOINT": "http://lakefs.example.com",
    "FORKLIFT_LAKEFS_ACCESS_KEY_ID": "key",
    "FORKLIFT_LAKEFS_SECRET_ACCESS_KEY": "hunter2-canary",
    "FORKLIFT_LAKEFS_REPOSITORY": "fleet",
}


def config_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> PublishConfig:
    for name, value in {**LAKEFS, "FORKLIFT_PUBLISH_ENABLED": "true"}.items():
        monkeypatch.setenv(name, value)
    for name, value in variables.items():
        monkeypatch.setenv(f"FORKLIFT_{name}", value)
    return load_settings().publish


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        config_of(monkeypatch, **variables)
    message = str(caught.value)
    assert "\n" not in message and "hunter2-canary" not in message
    return message


def test_off_by_default() -> None:
    config = load_settings().publish
    assert not config.enabled
    assert (config.branch, config.prefix) == ("main", "published/")
    assert config.tables == (
        "marts.dim_vehicles",
        "marts.fct_carry_segments",
        "marts.fct_carry_estimates",
        "ml.training_runs",
        "ml.model_metrics",
    )


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of(
        monkeypatch, PUBLISH_BRANCH="results", PUBLISH_PREFIX="out/fleet", PUBLISH_TABLES="marts.a"
    )
    assert config.enabled
    assert (config.branch, config.prefix, config.tables) == ("results", "out/fleet/", ("marts.a",))


@pytest.mark.parametrize("given", ["marts.a, ml.b,marts.a,", '["marts.a", "ml.b"]'])
def test_tables_as_a_list_or_json(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert config_of(monkeypatch, PUBLISH_TABLES=given).tables == ("marts.a", "ml.b")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("TABLES", "dim_vehicles", "'dim_vehicles' is not a table with its schema"),
        ("TABLES", "marts.a; drop table x", "is not a table with its schema"),
        ("TABLES", "[]", "name at least one table"),
        ("PREFIX", "/", "not a folder such as published/"),
        ("PREFIX", "../real_data", "not a folder such as published/"),
        ("PREFIX", "a//b/", "not a folder such as published/"),
        ("ENABLED", "perhaps", "valid boolean"),
    ],
)
def test_bad_values_name_their_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    message = refusal(monkeypatch, **{f"PUBLISH_{name}": value})
    assert message.startswith(f"FORKLIFT_PUBLISH_{name}={value!r}: ")
    assert reason in message


def test_unknown_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, PUBLISH_TABEL="marts.a")
    assert message == "FORKLIFT_PUBLISH_TABEL: there is no such setting"


def test_another_source_is_a_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal(monkeypatch, SOURCE="local")
    assert message.startswith("FORKLIFT_PUBLISH_ENABLED=true and FORKLIFT_SOURCE=local contradict")


@pytest.mark.parametrize(
    ("watched", "prefix"),
    [
        ("real_data/", "real_data/"),
        ("real_data/", "real_data/results"),
        ("fleet/real_data/", "fleet/"),
        ("pub", "pub/"),
    ],
)
def test_results_inside_or_above_the_telemetry(
    monkeypatch: pytest.MonkeyPatch, watched: str, prefix: str
) -> None:
    message = refusal(monkeypatch, LAKEFS_PREFIX=watched, PUBLISH_PREFIX=prefix)
    assert message.startswith("FORKLIFT_PUBLISH_PREFIX=") and "overlap" in message


def test_results_inside_a_repository_that_is_watched_as_a_whole() -> None:
    reason = PublishConfig(enabled=True).contradiction("lakefs", "")
    assert reason is not None and "overlap" in reason


@pytest.mark.parametrize(("watched", "prefix"), [("pub/", "published"), ("published_in/", "pub")])
def test_a_neighbour_with_a_similar_name_is_fine(
    monkeypatch: pytest.MonkeyPatch, watched: str, prefix: str
) -> None:
    config = config_of(monkeypatch, LAKEFS_PREFIX=watched, PUBLISH_PREFIX=prefix)
    assert config.prefix == f"{prefix}/"


@pytest.mark.parametrize("given", [{"prefix": "real_data/x"}, {"prefix": "x"}])
def test_while_it_is_off_nothing_is_contradicted(given: dict[str, Any]) -> None:
    assert PublishConfig(**given).contradiction("local", "real_data/") is None
