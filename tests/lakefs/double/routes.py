"""Which handler answers which path. The names of routes are those of the SDK's methods."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from tests.lakefs.double.api import (
    branches,
    commits,
    compare,
    listing,
    reading,
    repositories,
    tags,
    writing,
)
from tests.lakefs.double.api.served import Served
from tests.lakefs.double.messages import Call, Response

Handler = Callable[[Served, Call], Response]
OPEN = frozenset({"health_check", "presigned"})
API = "/api/v1"
REPOSITORY = f"{API}/repositories/{{repository}}"
BRANCH = f"{REPOSITORY}/branches/{{branch}}"
REF = f"{REPOSITORY}/refs/{{ref}}"


@dataclass(frozen=True, slots=True)
class Route:
    """One call of the API; `open` ones need no credentials."""

    name: str
    method: str
    pattern: re.Pattern[str]
    handler: Handler

    @property
    def open(self) -> bool:
        return self.name in OPEN


def _route(method: str, path: str, handler: Handler) -> Route:
    pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path))
    return Route(handler.__name__, method, pattern, handler)


ROUTES = [
    _route("GET", f"{REF}/objects", reading.get_object),
    _route("GET", f"{REF}/objects/ls", listing.list_objects),
    _route("GET", f"{REF}/objects/stat", listing.stat_object),
    _route("HEAD", f"{REF}/objects", reading.head_object),
    _route("GET", "/presigned/{token}", reading.presigned),
    _route("POST", f"{BRANCH}/objects", writing.upload_object),
    _route("DELETE", f"{BRANCH}/objects", writing.delete_object),
    _route("POST", f"{BRANCH}/objects/delete", writing.delete_objects),
    _route("GET", BRANCH, branches.get_branch),
    _route("PUT", BRANCH, branches.reset_branch),
    _route("DELETE", BRANCH, branches.delete_branch),
    _route("PUT", f"{BRANCH}/hard_reset", branches.hard_reset_branch),
    _route("POST", f"{BRANCH}/commits", commits.commit),
    _route("GET", f"{REPOSITORY}/branches", branches.list_branches),
    _route("POST", f"{REPOSITORY}/branches", branches.create_branch),
    _route("GET", f"{REPOSITORY}/commits/{{ref}}", commits.get_commit),
    _route("GET", f"{REF}/commits", commits.log_commits),
    _route("GET", f"{REPOSITORY}/refs/{{left}}/diff/{{right}}", compare.diff_refs),
    _route("POST", f"{REPOSITORY}/refs/{{source}}/merge/{{branch}}", compare.merge_into_branch),
    _route("GET", f"{REPOSITORY}/tags", tags.list_tags),
    _route("POST", f"{REPOSITORY}/tags", tags.create_tag),
    _route("GET", f"{REPOSITORY}/tags/{{tag}}", tags.get_tag),
    _route("DELETE", f"{REPOSITORY}/tags/{{tag}}", tags.delete_tag),
    _route("GET", f"{API}/repositories", repositories.list_repositories),
    _route("POST", f"{API}/repositories", repositories.create_repository),
    _route("GET", REPOSITORY, repositories.get_repository),
    _route("DELETE", REPOSITORY, repositories.delete_repository),
    _route("GET", f"{API}/config", repositories.get_config),
    _route("GET", f"{API}/config/version", repositories.get_lake_fs_version),
    _route("GET", f"{API}/healthcheck", repositories.health_check),
]
NAMES = frozenset(route.name for route in ROUTES)


def find(call: Call) -> tuple[Route, Call] | None:
    """The route of a call, and the call with its name and the decoded parts of its path."""
    for route in ROUTES:
        if route.method != call.request.method:
            continue
        found = route.pattern.fullmatch(call.request.path)
        if found is not None:
            parts = {name: unquote(value) for name, value in found.groupdict().items()}
            request = replace(call.request, route=route.name)
            return route, replace(call, request=request, parts=parts)
    return None
