"""Posting JSON to an address that nobody may see.

Lives here: timeout, retries and faults of the request. Not here: what is posted.

The path of a webhook is its password: no message of the HTTP library is passed on, and its log
lines that hold the path are left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import responses
from typing import Any

import tenacity
import urllib3

from orchestration.alerts.config import AlertConfig
from orchestration.errors import ForkliftError

LONGEST_WAIT_S = 5.0
BUSY = {408, 425, 429}
"""Statuses below 500 that are worth another attempt."""
CHECK = "check FORKLIFT_ALERT_WEBHOOK"


class AlertError(ForkliftError):
    """An alert was not taken; says why, and never where to."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        """Keep whether another attempt may help."""
        super().__init__(message)
        self.passing = passing


def post(config: AlertConfig, payload: Mapping[str, Any]) -> None:
    """Post to the webhook; raises `AlertError` when it was not taken."""
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda e: isinstance(e, AlertError) and e.passing),
        stop=tenacity.stop_after_attempt(1 + config.retries),
        wait=tenacity.wait_exponential(config.retry_wait_s, max=LONGEST_WAIT_S),
        reraise=True,
    )
    with hushed(), urllib3.PoolManager() as pool:
        retrying(attempt, pool, config, payload)


def attempt(pool: urllib3.PoolManager, config: AlertConfig, payload: Mapping[str, Any]) -> None:
    """One request; a redirect is not followed, for it would show the path to somebody else."""
    try:
        answer = pool.request(
            "POST",
            config.webhook.get_secret_value(),
            json=payload,
            timeout=urllib3.Timeout(connect=config.timeout_s, read=config.timeout_s),
            retries=False,  # nor is a redirect followed
        )
    except urllib3.exceptions.SSLError:
        fault = AlertError(f"no trusted TLS connection to the webhook; {CHECK}")
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
        fault = AlertError(f"no connection to the webhook; {CHECK}", passing=True)
    except urllib3.exceptions.TimeoutError:
        fault = AlertError("no answer in time (FORKLIFT_ALERT_TIMEOUT_S)", passing=True)
    except (urllib3.exceptions.HTTPError, OSError):
        fault = AlertError("the connection to the webhook broke", passing=True)
    else:
        if 200 <= answer.status < 300:
            return
        said = f"{answer.status} {responses.get(answer.status, 'unknown status')}"
        passing = answer.status >= 500 or answer.status in BUSY
        fault = AlertError(f"the webhook answered {said}; {CHECK}", passing=passing)
    raise fault  # outside of the handlers, so that it brings no cause along


@contextmanager
def hushed() -> Iterator[None]:
    """Leave out what the HTTP library logs of a request."""
    logger = logging.getLogger("urllib3.connectionpool")

    def names_no_path(record: logging.LogRecord) -> bool:
        return "POST" not in record.getMessage()

    logger.addFilter(names_no_path)
    try:
        yield
    finally:
        logger.removeFilter(names_no_path)
