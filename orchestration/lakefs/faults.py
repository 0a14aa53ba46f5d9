"""What can go wrong with a lakeFS server, in the project's words.

Lives here: the error type, the translation of everything the SDK and its HTTP library raise, and
which of it may pass by itself. Not here: the retrying (`client.py`).
"""

from __future__ import annotations

import json
from http.client import responses
from typing import Any

import pydantic
import urllib3
from lakefs_sdk.exceptions import ApiException, OpenApiException

from orchestration.errors import SourceError

PASSING = {420, 423, 429, 502, 503, 504}
"""Statuses that are worth another attempt: busy, locked, throttled, a proxy's troubles."""

REMEDIES = {
    400: "not a valid request there; check the ref, and FORKLIFT_LAKEFS_PRESIGN, which not every "
    "storage offers",
    401: "credentials are wrong, or have no permission for this; check "
    "FORKLIFT_LAKEFS_ACCESS_KEY_ID and FORKLIFT_LAKEFS_SECRET_ACCESS_KEY",
    403: "these credentials have no permission for this",
    404: "check FORKLIFT_LAKEFS_REPOSITORY, the ref and the path",
    409: "conflict with what is there already",
    410: "this object was garbage-collected at that commit and cannot be read any more; "
    "name a newer commit",
    412: "refused by a hook or a condition of the server",
    416: "the object is shorter than it was listed",
    420: "the server asks to slow down; lower FORKLIFT_LAKEFS_WORKERS",
    429: "the server asks to slow down; lower FORKLIFT_LAKEFS_WORKERS",
}
SHOWN = 500
"""Characters of the server's words; a refused hook needs about 300 for its own reason."""


class LakeFSError(SourceError):
    """A lakeFS server, repository, ref or object cannot be used; names which, and why."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        passing: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        """Keep what callers decide by: the HTTP status, and whether another attempt may help."""
        super().__init__(message)
        self.status = status
        self.passing = passing
        self.retry_after_s = retry_after_s


def translated(error: Exception, place: str, secrets: tuple[str, ...]) -> LakeFSError | None:
    """The error in one line that names `place` and no secret; None for a programming error."""
    told = _translated(error)
    if told is None:
        return None
    message = f"{place}: {told}"
    for secret in filter(None, secrets):
        message = message.replace(secret, "***")
    told.args = (message,)
    return told


def _translated(error: Exception) -> LakeFSError | None:
    match error:
        case LakeFSError():
            return error
        case ApiException(status=int(status)) if status > 0:
            return _answered(status, error)
        case ApiException() | urllib3.exceptions.SSLError():
            return LakeFSError(
                f"no trusted TLS connection ({_brief(getattr(error, 'reason', error))}); check "
                "FORKLIFT_LAKEFS_ENDPOINT, FORKLIFT_LAKEFS_CA_BUNDLE, FORKLIFT_LAKEFS_VERIFY_TLS"
            )
        case urllib3.exceptions.MaxRetryError(reason=Exception() as reason):
            return _translated(reason)
        case urllib3.exceptions.LocationParseError() | urllib3.exceptions.LocationValueError():
            return LakeFSError("not an address; check FORKLIFT_LAKEFS_ENDPOINT")
        case urllib3.exceptions.NewConnectionError() | urllib3.exceptions.ConnectTimeoutError():
            return LakeFSError(
                "no connection; is the server up, and the endpoint right?", passing=True
            )
        case urllib3.exceptions.ReadTimeoutError():
            return LakeFSError("no answer in time (FORKLIFT_LAKEFS_READ_TIMEOUT_S)", passing=True)
        case urllib3.exceptions.HTTPError() | OSError():
            return LakeFSError("the connection broke within an answer", passing=True)
        case pydantic.ValidationError() | OpenApiException() | ValueError() | AttributeError():
            return LakeFSError(
                "the answer is not lakeFS's (a proxy's or a login page?); check "
                "FORKLIFT_LAKEFS_ENDPOINT"
            )
    return None


def _answered(status: int, error: ApiException) -> LakeFSError:
    said = _message(error.body)
    locked = status == 500 and "locked" in said.lower()
    headers: Any = error.headers or {}
    reason = responses.get(status, "unknown status")
    remedy = f"; {REMEDIES[status]}" if status in REMEDIES else ""
    return LakeFSError(
        f"{status} {reason}{f' ({said})' if said else ''}{remedy}",
        status=status,
        passing=status in PASSING or locked,
        retry_after_s=_seconds(headers.get("Retry-After")),
    )


def _message(body: Any) -> str:
    """The server's own words: those of lakeFS, or the start of a text; never a page."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes | bytearray) else body or ""
    try:
        parsed = json.loads(text)
    except ValueError:
        return "" if "<" in text else _brief(text)
    return _brief(parsed.get("message", "")) if isinstance(parsed, dict) else ""


def _brief(said: object) -> str:
    text = " ".join(str(said).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _seconds(header: str | None) -> float | None:
    return float(header) if header and header.strip().isdigit() else None
