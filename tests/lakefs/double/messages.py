"""What goes over the wire, as values: requests, calls, responses. Sockets are elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.lakefs.double.bodies import Body, Held


class Headers(dict[str, str]):
    """Headers by name, whatever the case."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(name.lower(), default)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived; `path` is still percent-encoded, `route` is the SDK's name."""

    method: str
    path: str
    query: dict[str, str]
    headers: Headers
    route: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request with what a handler needs: its body and the decoded parts of its path."""

    request: Request
    parts: dict[str, str] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @property
    def route(self) -> str:
        return self.request.route

    @property
    def query(self) -> dict[str, str]:
        return self.request.query

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() == "true"

    def path(self) -> str:
        """The object that is meant."""
        if not self.query.get("path"):
            raise ValueError(
                'parameter "path" in query has an error: value is required but missing'
            )
        return self.query["path"]

    def many(self, name: str) -> list[str]:
        """All values of a parameter that may be repeated."""
        return [value for key, value in self.pairs if key == name]

    def json(self) -> dict[str, Any]:
        content = json.loads(self.body or b"{}")
        return content if isinstance(content, dict) else {}


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: a status, headers without Content-Length, and a body or a span of one."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Body = field(default_factory=lambda: Held(b""))
    span: tuple[int, int] | None = None

    @property
    def length(self) -> int:
        start, end = self.span or (0, self.body.size)
        return end - start

    def chunks(self) -> Iterator[bytes | memoryview]:
        return self.body.chunks(*(self.span or (0, self.body.size)))


def reply(status: int, content: object) -> Response:
    """An answer in JSON."""
    body = json.dumps(content, separators=(",", ":")).encode()
    return Response(status, {"Content-Type": "application/json"}, Held(body))


def error(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """An error as lakeFS says it."""
    answer = reply(status, {"message": message})
    return Response(status, {**(headers or {}), **answer.headers}, answer.body)
