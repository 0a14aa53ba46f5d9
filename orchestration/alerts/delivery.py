"""Getting an alert to somebody, or at least into the log.

Lives here: webhook or log, and what is left out of both. Not here: the request (`webhook.py`).
"""

from __future__ import annotations

import json
import logging
from typing import Any

import urllib3

from orchestration.alerts.alert import Alert
from orchestration.alerts.webhook import AlertError, post
from orchestration.settings import Settings


def deliver(alert: Alert, settings: Settings, log: logging.Logger) -> str | None:
    """Post the alert, or log it without a webhook; the reason when it was not taken.

    An alert that was not taken is in the log instead: nobody asks for it a second time.
    """
    payload = without_secrets(alert.payload(), settings)
    if not settings.alert.webhook.get_secret_value():
        log.warning("alert: %s", payload["text"])
        return None
    try:
        post(settings.alert, payload)
    except AlertError as error:
        log.error("alert not delivered (%s): %s", error, payload["text"])
        return str(error)
    log.info("alert delivered: %s", payload["text"])
    return None


def without_secrets(payload: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The payload with stars for secrets: a reason may quote what a library said."""
    text = json.dumps(payload)
    webhook = settings.alert.webhook.get_secret_value()
    path = urllib3.util.parse_url(webhook).request_uri  # what a library quotes of an address
    secrets = (webhook, path, settings.lakefs.secret_access_key.get_secret_value())
    for secret in secrets:
        if len(secret) > 1:  # not the path `/`
            text = text.replace(json.dumps(secret)[1:-1], "***")
    return dict(json.loads(text))
