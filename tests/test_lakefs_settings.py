"""The connection to lakeFS by environment, `.env`, lakectl's names and run config."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.errors import SettingsError
from orchestration.lakefs.resource import LakeFSResource
from orchestration.settings import Settings, load_settings

SECRET = "wJalrXUtnFEMI-hush"
COMPLETE = {
    "FORKLIFT_SOURCE": "lakefs",
    "FORKLIFT_LAKEFS_ENDPOINT": "https://lakefs.example.com",
    "FORKLIFT_LAKEFS_ACCESS_KEY_ID": "AKIA",
    "FORKLIFT_LAKEFS_SECRET_ACCESS_KEY": SECRET,
    "FORKLIFT_LAKEFS_REPOSITORY": "fleet",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_by_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("FORKLIFT_LAKEFS_PREFIX", "sites/gent/real_data")
    environment.setenv("FORKLIFT_LAKEFS_READ_TIMEOUT_S", "7.5")
    lakefs = load_settings().lakefs
    assert (lakefs.endpoint, lakefs.repository) == ("https://lakefs.example.com", "fleet")
    assert (lakefs.ref, lakefs.prefix) == ("main", "sites/gent/real_data/")
    assert lakefs.read_timeout_s == 7.5
    assert lakefs.secret_access_key.get_secret_value() == SECRET


def test_lakectl_variables_are_honoured_and_ours_win(environment: pytest.MonkeyPatch) -> None:
    for name in ("ENDPOINT", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        environment.delenv(f"FORKLIFT_LAKEFS_{name}")
    environment.setenv("LAKECTL_SERVER_ENDPOINT_URL", "http://ctl:8000/api/v1")
    environment.setenv("LAKECTL_CREDENTIALS_ACCESS_KEY_ID", "CTL")
    environment.setenv("LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY", SECRET)
    environment.setenv("FORKLIFT_LAKEFS_ACCESS_KEY_ID", "OURS")
    lakefs = load_settings().lakefs
    assert lakefs.endpoint == "http://ctl:8000/api/v1"
    assert lakefs.access_key_id == "OURS"
    assert lakefs.secret_access_key.get_secret_value() == SECRET


def test_both_kinds_of_names_in_the_env_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.delenv("FORKLIFT_LAKEFS_ENDPOINT")
    environment.delenv("FORKLIFT_LAKEFS_REPOSITORY")
    file = tmp_path / ".env"
    file.write_text(
        "LAKECTL_SERVER_ENDPOINT_URL=http://ctl:8000\nFORKLIFT_LAKEFS_REPOSITORY=trucks\n"
    )
    environment.setitem(Settings.model_config, "env_file", file)
    lakefs = load_settings().lakefs
    assert (lakefs.endpoint, lakefs.repository) == ("http://ctl:8000", "trucks")


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLIFT_SOURCE", "lakefs")
    monkeypatch.setenv("FORKLIFT_LAKEFS_REPOSITORY", "fleet")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "FORKLIFT_SOURCE=lakefs needs also "
        "FORKLIFT_LAKEFS_ENDPOINT (or LAKECTL_SERVER_ENDPOINT_URL), "
        "FORKLIFT_LAKEFS_ACCESS_KEY_ID (or LAKECTL_CREDENTIALS_ACCESS_KEY_ID), "
        "FORKLIFT_LAKEFS_SECRET_ACCESS_KEY (or LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY)"
    )


def test_nothing_of_lakefs_is_needed_for_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLIFT_LAKEFS_REPOSITORY", "fleet")
    assert load_settings().source == "local"


@pytest.mark.parametrize(
    "name, value, told",
    [
        ("ENDPOINT", "lakefs.example.com", "='lakefs.example.com': not an address"),
        ("ENDPOINT", f"https://me:{SECRET}@h", ": give the address alone"),
        ("ENDPOINT", "ftp://h", "not an address"),
        ("WORKERS", "0", "='0': Input should be greater"),
        ("RETRIES", "-1", "greater than or equal to 0"),
        ("READ_TIMEOUT_S", "soon", "valid number"),
        ("CA_BUNDLE", "/no/such.pem", "no file /no/such.pem"),
        ("SECRET_ACESS_KEY", SECRET, ": there is no such setting"),
    ],
)
def test_bad_values_are_one_line_that_names_the_variable(
    environment: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    environment.setenv(f"FORKLIFT_LAKEFS_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith(f"FORKLIFT_LAKEFS_{name}")
    assert told in message
    assert SECRET not in message
    assert "\n" not in message


def test_contradictions(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.touch()
    environment.setenv("FORKLIFT_LAKEFS_CA_BUNDLE", str(bundle))
    environment.setenv("FORKLIFT_LAKEFS_VERIFY_TLS", "false")
    with pytest.raises(SettingsError, match=r"CA_BUNDLE and .*VERIFY_TLS=false contradict"):
        load_settings()
    environment.delenv("FORKLIFT_LAKEFS_VERIFY_TLS")
    assert load_settings().lakefs.ca_bundle == bundle
    environment.setenv("FORKLIFT_LAKEFS_ENDPOINT", "http://h")
    with pytest.raises(SettingsError, match=r"CA_BUNDLE needs an https"):
        load_settings()


def test_the_secret_shows_in_no_representation(environment: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    for shown in (repr(settings), str(settings), settings.model_dump_json(), repr(settings.lakefs)):
        assert SECRET not in shown


def test_a_resource_wins_over_the_environment(environment: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert LakeFSResource().applied_to(settings) is settings
    applied = LakeFSResource(repository="trucks", workers=3, secret_access_key="other")
    lakefs = applied.applied_to(settings).lakefs
    assert (lakefs.repository, lakefs.workers) == ("trucks", 3)
    assert lakefs.secret_access_key.get_secret_value() == "other"
    assert lakefs.endpoint == "https://lakefs.example.com"
    with pytest.raises(SettingsError, match=r"^FORKLIFT_LAKEFS_WORKERS=0: "):
        LakeFSResource(workers=0).applied_to(settings)
    with pytest.raises(SettingsError, match="needs also FORKLIFT_LAKEFS_REPOSITORY"):
        LakeFSResource(repository="").applied_to(settings)
