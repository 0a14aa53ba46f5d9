"""Another attempt after a fault that can pass.

Lives here: which faults those are, and the wait between two attempts. Not here: what is attempted.
"""

from __future__ import annotations

import logging
import threading

import tenacity

from orchestration.lakefs.config import LakeFSConfig
from orchestration.lakefs.faults import LakeFSError

logger = logging.getLogger(__name__)

LONGEST_WAIT_S = 30.0


def retrying(config: LakeFSConfig, abandoned: threading.Event) -> tenacity.Retrying:
    """Attempts after growing, jittered waits, or the server's; `abandoned` ends all waiting."""

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, LakeFSError) and error.retry_after_s is not None:
            return min(error.retry_after_s, LONGEST_WAIT_S)
        grown = tenacity.wait_exponential(config.retry_wait_s, max=LONGEST_WAIT_S)(state)
        return grown + tenacity.wait_random(0, grown / 2)(state)

    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(is_passing),
        stop=tenacity.stop_any(
            tenacity.stop_after_attempt(1 + config.retries),
            tenacity.stop_when_event_set(abandoned),
        ),
        sleep=tenacity.sleep_using_event(abandoned),
        wait=wait,
        before_sleep=_tell,
        reraise=True,
    )


def is_passing(error: BaseException) -> bool:
    """Whether another attempt may help."""
    return isinstance(error, LakeFSError) and error.passing


def _tell(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    logger.warning("attempt %d failed: %s", state.attempt_number, error)
