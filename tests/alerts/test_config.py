"""The settings of alerts, and that the webhook's address is shown by none of them."""

from __future__ import annotations

import pytest

from orchestration.errors import SettingsError
from orchestration.settings import load_settings

ADDRESS = "https://hooks.example.com/services/T0CANARY/hunter2"


def test_off_by_default() -> None:
    alert = load_settings().alert
    assert not alert.enabled and not alert.on_warn
    assert alert.webhook.get_secret_value() == ""


def test_the_address_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLIFT_ALERT_WEBHOOK", ADDRESS)
    settings = load_settings()
    assert settings.alert.webhook.get_secret_value() == ADDRESS
    for shown in (repr(settings), str(settings.alert), settings.model_dump_json()):
        assert "hunter2" not in shown


@pytest.mark.parametrize(
    "given", ["hooks.example.com/hunter2", "ftp://h/hunter2", "https://[hunter2", "https://"]
)
def test_what_is_no_address_is_not_shown_either(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("FORKLIFT_ALERT_WEBHOOK", given)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        "FORKLIFT_ALERT_WEBHOOK: not an address such as https://hooks.example.com/T0/B0"
    )


def test_other_values_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLIFT_ALERT_RETRIES", "11")
    with pytest.raises(SettingsError, match=r"^FORKLIFT_ALERT_RETRIES='11': "):
        load_settings()
