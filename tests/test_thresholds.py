"""The limits of asset checks by environment."""

from __future__ import annotations

import pytest

from orchestration.errors import SettingsError
from orchestration.settings import load_settings


def test_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORKLIFT_CHECKS_STALE_AFTER_H", "12.5")
    monkeypatch.setenv("FORKLIFT_CHECKS_STALE_AGAINST", "commit")
    limits = load_settings().checks
    assert (limits.stale_after_h, limits.stale_against, limits.severity) == (12.5, "commit", "warn")


@pytest.mark.parametrize(
    ("name", "value"),
    [("STALE_AFTER_H", "0"), ("STALE_AGAINST", "today"), ("CARRYING_MAX_CHANGE", "1.5")],
)
def test_bad_values_name_their_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"FORKLIFT_CHECKS_{name}", value)
    with pytest.raises(SettingsError, match=f"^FORKLIFT_CHECKS_{name}='{value}': "):
        load_settings()
