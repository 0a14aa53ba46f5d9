from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.errors import SettingsError
from orchestration.settings import REPOSITORY, Settings, load_settings


def test_defaults_lie_below_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORKLIFT_DATA_DIR")
    settings = load_settings()
    assert settings.env == "dev"
    assert settings.local_root == REPOSITORY / "data"
    assert settings.warehouse_path == REPOSITORY / "data/local/dev/warehouse.duckdb"
    assert settings.models_path == REPOSITORY / "data/local/dev/models"


def test_each_environment_has_its_own_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORKLIFT_DATA_DIR")
    warehouses = {load_settings(env=env).warehouse_path for env in ("dev", "staging", "prod")}
    assert len(warehouses) == 3


def test_unknown_environment_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLIFT_ENV", "production")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert "FORKLIFT_ENV='production'" in message
    assert "'dev', 'staging' or 'prod'" in message
    assert "\n" not in message


@pytest.mark.parametrize("name, value", [("SOURCE", "s3"), ("THREADS", "0"), ("THREADS", "two")])
def test_other_bad_values_name_their_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"FORKLIFT_{name}", value)
    with pytest.raises(SettingsError, match=f"^FORKLIFT_{name}='{value}': "):
        load_settings()


def test_environment_wins_over_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("FORKLIFT_ENV=staging\nFORKLIFT_THREADS=7\n")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    monkeypatch.setenv("FORKLIFT_THREADS", "3")
    settings = load_settings()
    assert (settings.env, settings.threads) == ("staging", 3)


def test_empty_variables_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLIFT_ENV", "")
    assert load_settings().env == "dev"


def test_dbt_sees_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environment = load_settings(warehouse="w.duckdb").dbt_environment()
    assert environment["FORKLIFT_WAREHOUSE"] == str(tmp_path / "w.duckdb")
