"""Calls of the lakeFS API that the project needs, each with timeout, retries and clear faults.

Lives here: the adapter on the SDK's generated client. Not here: when a call is tried again
(`retrying.py`), and what the calls are used for.

The SDK has no timeout by default, retries too little and reports faults in five dialects; every
call goes through `LakeFS.call`, which gives all of them the same manners.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from lakefs_sdk.client import LakeFSClient
from lakefs_sdk.models.commit import Commit
from lakefs_sdk.models.object_stats import ObjectStats

from orchestration.lakefs.config import LakeFSConfig
from orchestration.lakefs.configuration import configuration_of
from orchestration.lakefs.faults import LakeFSError, translated
from orchestration.lakefs.retrying import retrying

PAGE = 1000
"""Entries of one listing page; the most that the server gives."""


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
        self._retrying = retrying(config, self.abandoned)

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
