"""Calls of the lakeFS API that the project needs, each with timeout, retries and clear faults.

Lives here: the adapter on the SDK's generated client. Not here: what the calls are used for.

The SDK has no timeout by default, retries too little and reports faults in five dialects; every
call goes through `LakeFS.call`, which gives all of them the same manners.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import tenacity
import urllib3
from lakefs_sdk.client import LakeFSClient
from lakefs_sdk.configuration import Configuration
from lakefs_sdk.models.commit import Commit
from lakefs_sdk.models.object_stats import ObjectStats

from orchestration.lakefs.config import LakeFSConfig
from orchestration.lakefs.faults import LakeFSError, translated

logger = logging.getLogger(__name__)

PAGE = 1000
"""Entries of one listing page; the most that the server gives."""

LONGEST_WAIT_S = 30.0


class LakeFS:
    """One repository of a server. Safe to share between threads."""

    def __init__(self, config: LakeFSConfig) -> None:
        """Prepare the connections; nothing is sent yet."""
        self.config = config
        self._secrets = (config.secret_access_key.get_secret_value(),)
        self.sdk = LakeFSClient(configuration_of(config))  # type: ignore[no-untyped-call]
        self._api = self.sdk.objects_api.api_client
        self._headers = {
            **self._api.default_headers,
            "Accept": "*/*",
            "Authorization": self._api.configuration.get_basic_auth_token(),
        }
        self.abandoned = threading.Event()
        """Set it to end all waiting for another attempt."""
        self._retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_passing),
            stop=tenacity.stop_any(
                tenacity.stop_after_attempt(1 + config.retries),
                tenacity.stop_when_event_set(self.abandoned),
            ),
            sleep=tenacity.sleep_using_event(self.abandoned),
            wait=self._wait,
            before_sleep=_tell,
            reraise=True,
        )

    def place(self, ref: str = "", path: str = "") -> str:
        """Endpoint, repository, ref and path, for messages."""
        uri = "/".join(part for part in (self.config.repository, ref, path) if part)
        return f"lakefs://{uri} at {self.config.endpoint}"

    def call(
        self, function: Callable[..., Any], *arguments: Any, at: str = "", **options: Any
    ) -> Any:
        """Call a method of the SDK's API classes; raises `LakeFSError` that names the place `at`.

        Faults that can pass are tried again after a growing, jittered wait, or after the time that
        the server asks for.
        """
        timeout = (self.config.connect_timeout_s, self.config.read_timeout_s)

        def attempt() -> Any:
            try:
                return function(*arguments, _request_timeout=timeout, **options)
            except Exception as error:
                fault = translated(error, at or self.place(), self._secrets)
                if fault is None:
                    raise
            raise fault

        try:
            return attempt()
        except LakeFSError as error:
            if not error.passing:
                raise
            failed = [error]

        def further() -> Any:
            if failed:
                raise failed.pop()
            return attempt()

        return self._retrying(further)

    def commit(self, ref: str) -> Commit:
        """The commit that a branch, tag, commit id, unique id prefix or expression means now."""
        api = self.sdk.commits_api
        return self.call(api.get_commit, self.config.repository, ref, at=self.place(ref))

    def branch_head(self, branch: str) -> str:
        """Commit id of the branch's head."""
        api = self.sdk.branches_api
        head = self.call(api.get_branch, self.config.repository, branch, at=self.place(branch))
        return str(head.commit_id)

    def objects(self, ref: str, prefix: str) -> Iterator[ObjectStats]:
        """Everything below the prefix, page by page, in the byte order of the keys."""
        api, after, place = self.sdk.objects_api, "", self.place(ref, prefix)
        while True:
            page = self.call(
                api.list_objects,
                self.config.repository,
                ref,
                prefix=prefix,
                after=after,
                amount=PAGE,
                user_metadata=False,
                at=place,
            )
            yield from page.results
            if not page.pagination.has_more:
                return
            if page.pagination.next_offset <= after:
                raise LakeFSError(f"{place}: the listing does not go on after {after!r}")
            after = page.pagination.next_offset

    def read(self, ref: str, path: str, first: int, last: int, size_bytes: int) -> bytes:
        """Bytes `first` to `last` (both included) of an object that is listed with `size_bytes`.

        An answer of another length, or from an object of another size, is tried again.
        """
        presign = "&presign=true" if self.config.presign else ""
        url = (
            f"{self._api.configuration.host}/repositories/{quote(self.config.repository)}"
            f"/refs/{quote(ref, safe='')}/objects?path={quote(path, safe='')}{presign}"
        )
        headers = {**self._headers, "Range": f"bytes={first}-{last}"}

        def get(**options: Any) -> bytes:
            # Below the SDK's method for this, which takes half as long again to check arguments.
            answer = self._api.rest_client.request("GET", url, headers=headers, **options)
            body: bytes = answer.data
            whole = str(answer.getheader("Content-Range", "")).rpartition("/")[2]
            if whole.isdigit() and int(whole) != size_bytes:
                raise LakeFSError(f"{whole} bytes where {size_bytes} are listed", passing=True)
            if len(body) != last - first + 1:
                raise LakeFSError(
                    f"{len(body)} bytes came where {last - first + 1} were asked for",
                    passing=True,
                )
            return body

        return self.call(get, at=self.place(ref, path))

    def differs(self, left: str, right: str, prefix: str) -> bool:
        """Whether anything below the prefix differs between two refs, resets included."""
        diff = self.call(
            self.sdk.refs_api.diff_refs,
            self.config.repository,
            left,
            right,
            prefix=prefix,
            amount=1,
            type="two_dot",
            at=self.place(f"{left}..{right}", prefix),
        )
        return bool(diff.results)

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, LakeFSError) and error.retry_after_s is not None:
            return min(error.retry_after_s, LONGEST_WAIT_S)
        grown = tenacity.wait_exponential(self.config.retry_wait_s, max=LONGEST_WAIT_S)(state)
        return grown + tenacity.wait_random(0, grown / 2)(state)


def configuration_of(config: LakeFSConfig) -> Configuration:
    """The SDK's configuration; its own retries are off, redirects to signed URLs are followed."""
    made = Configuration(
        host=config.endpoint,
        username=config.access_key_id,
        password=config.secret_access_key.get_secret_value(),
        ssl_ca_cert=str(config.ca_bundle) if config.ca_bundle else None,
    )
    made.verify_ssl = config.verify_tls
    made.connection_pool_maxsize = config.workers
    made.retries = urllib3.Retry(  # type: ignore[assignment]
        total=None, connect=0, read=0, status=0, other=0, redirect=3 if config.presign else False
    )
    return made


def is_passing(error: BaseException) -> bool:
    """Whether another attempt may help."""
    return isinstance(error, LakeFSError) and error.passing


def _tell(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    logger.warning("attempt %d failed: %s", state.attempt_number, error)
