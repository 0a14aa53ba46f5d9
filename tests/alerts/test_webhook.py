"""One request after the other to a webhook on loopback, and what is said of it."""

from __future__ import annotations

import logging
import socket
from typing import Any

import pytest

from orchestration.alerts import AlertConfig
from orchestration.alerts.webhook import AlertError, post
from tests.alerts.hook import PATH, listening

QUICK: dict[str, Any] = {"retry_wait_s": 0.001, "timeout_s": 0.5}


@pytest.mark.parametrize(
    ("answers", "attempts"), [([200], 1), ([204], 1), ([503, 429, 200], 3), ([500, 202], 2)]
)
def test_it_is_taken_after_so_many_attempts(answers: list[int], attempts: int) -> None:
    with listening(*answers) as hook:
        post(AlertConfig(webhook=hook.address, **QUICK), {"text": "Räder ab"})
    assert hook.posted == [{"text": "Räder ab"}] * attempts
    assert hook.paths == [PATH] * attempts


@pytest.mark.parametrize(
    ("answers", "attempts", "told"),
    [
        ([500], 3, "500 Internal Server Error"),
        ([404, 200], 1, "404 Not Found"),
        ([410, 200], 1, "410 Gone"),
        ([307, 200], 1, "307 Temporary Redirect"),  # not followed
        ([302, 200], 1, "302 Found"),
    ],
)
def test_it_is_refused(answers: list[int], attempts: int, told: str) -> None:
    with listening(*answers) as hook, pytest.raises(AlertError) as caught:
        post(AlertConfig(webhook=hook.address, **QUICK), {"text": "x"})
    assert str(caught.value) == f"the webhook answered {told}; check FORKLIFT_ALERT_WEBHOOK"
    assert len(hook.posted) == attempts


def test_silence_ends_after_the_timeout() -> None:
    with listening(pause_s=0.6) as hook, pytest.raises(AlertError, match="no answer in time"):
        post(AlertConfig(webhook=hook.address, timeout_s=0.1, retries=0), {"text": "x"})
    assert len(hook.posted) == 1


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}{PATH}"
    with pytest.raises(AlertError, match="no connection to the webhook") as caught:
        post(AlertConfig(webhook=address, **QUICK), {"text": "x"})
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_no_word_of_the_address_in_any_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "urllib3.connectionpool"):  # as no test before left them
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
        caplog.set_level(logging.DEBUG, logger=name)
    with listening(503, 302) as hook, pytest.raises(AlertError):
        post(AlertConfig(webhook=hook.address, **QUICK), {"text": "x"})
    assert "Starting new HTTP connection" in caplog.text  # the library does log
    assert "hunter2" not in caplog.text and "T0CANARY" not in caplog.text
    # Others are heard as before.
    logging.getLogger("urllib3.connectionpool").debug("POST of somebody else")
    assert "POST of somebody else" in caplog.text
