"""How the tests in this room ask a server: the double, or the real one it stands for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lakefs_sdk.exceptions import ApiException

from tests.lakefs.conftest import Place


def refused(action: Callable[[], object]) -> tuple[int, str]:
    """The status and the message of what a server refuses to do."""
    try:
        action()
    except ApiException as refusal:
        return int(refusal.status or 0), str(json.loads(refusal.body or "{}").get("message"))
    raise AssertionError("it was not refused")


def listed(place: Place, ref: str = "main", **query: Any) -> list[str]:
    """The paths on one page of a listing."""
    page = place.client.objects_api.list_objects(place.repository, ref, **query)
    return [item.path for item in page.results]


def read(place: Place, path: str, ref: str = "main") -> bytes:
    return bytes(place.client.objects_api.get_object(place.repository, ref, path=path))


def fetch(place: Place, path: str, **asked: Any) -> Any:
    """An object with the status and the headers of the answer."""
    objects = place.client.objects_api
    return objects.get_object_with_http_info(place.repository, "main", path=path, **asked)


def differences(place: Place, left: str, right: str, **query: Any) -> list[tuple[str, str]]:
    """Kind and path of each difference between two refs."""
    page = place.client.refs_api.diff_refs(place.repository, left, right, **query)
    return [(item.type, item.path) for item in page.results]
