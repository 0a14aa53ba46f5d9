"""What a fault does to an answer on its way out. When it does so is in `faults`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from tests.lakefs.double.bodies import Body
from tests.lakefs.double.connection import Closed, Connection
from tests.lakefs.double.messages import Response


class Effect(Protocol):
    """Answers in place of the plain way: `answer()` is what would have been said."""

    def __call__(self, connection: Connection, answer: Callable[[], Response]) -> None: ...


@dataclass(frozen=True)
class Say:
    """Answer something else; the request has no effect."""

    response: Response

    def __call__(self, connection: Connection, answer: Callable[[], Response]) -> None:
        connection.write(self.response)


@dataclass(frozen=True)
class Drop:
    """Close the connection without an answer; the request has no effect."""

    def __call__(self, connection: Connection, answer: Callable[[], Response]) -> None:
        raise Closed


@dataclass(frozen=True)
class Truncate:
    """Promise the whole body, send the beginning of it, close."""

    keep_bytes: int

    def __call__(self, connection: Connection, answer: Callable[[], Response]) -> None:
        response = answer()
        connection.write_head(response)
        connection.write_chunks(_cut(response, 0, self.keep_bytes).chunks())
        raise Closed


@dataclass(frozen=True)
class Stall:
    """Hold still before the answer, or after `keep_bytes` of its body."""

    seconds: float
    keep_bytes: int | None = None

    def __call__(self, connection: Connection, answer: Callable[[], Response]) -> None:
        if self.keep_bytes is None:
            connection.wait(self.seconds)
            connection.write(answer())
            return
        response = answer()
        connection.write_head(response)
        connection.write_chunks(_cut(response, 0, self.keep_bytes).chunks())
        connection.wait(self.seconds)
        connection.write_chunks(_cut(response, self.keep_bytes, response.length).chunks())


@dataclass(frozen=True)
class Corrupt:
    """Send a body of the right length whose first byte is another."""

    def __call__(self, connection: Connection, answer: Callable[[], Response]) -> None:
        response = answer()
        connection.write(replace(response, body=_Altered(response.body)))


@dataclass(frozen=True)
class _Altered:
    """A body with the first byte of whatever is read of it changed."""

    body: Body

    @property
    def size(self) -> int:
        return self.body.size

    @property
    def checksum(self) -> str:
        return self.body.checksum

    def chunks(self, start: int, end: int) -> Iterator[bytes | memoryview]:
        chunks = self.body.chunks(start, end)
        for chunk in chunks:
            yield bytes([chunk[0] ^ 1]) + bytes(chunk[1:]) if len(chunk) else chunk
            break
        yield from chunks


def _cut(response: Response, start: int, end: int) -> Response:
    """The part of a response's body between two offsets of what would be sent."""
    origin, limit = response.span or (0, response.body.size)
    return replace(response, span=(min(origin + start, limit), min(origin + end, limit)))
