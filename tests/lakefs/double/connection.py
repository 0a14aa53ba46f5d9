"""One client connection: reading requests off it, writing answers on it, and breaking it.

What is answered is decided elsewhere.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import parse_qsl

from tests.lakefs.double.messages import Call, Headers, Request, Response

ONE_WRITE = 1 << 20
REASONS = {status.value: status.phrase for status in HTTPStatus}


class Closed(Exception):
    """The connection is over: the client left, a fault cut it, or the double stops."""


class Connection:
    """A keep-alive HTTP/1.1 connection."""

    def __init__(self, sock: socket.socket, stopping: threading.Event) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = sock
        self._stopping = stopping
        self._reader = sock.makefile("rb", 1 << 16)
        self._bodiless = False

    def read(self) -> Call:
        """The next request; a route has not been found for it yet."""
        line = self._reader.readline().decode("latin-1").split()
        if len(line) != 3:
            raise Closed
        self._bodiless = line[0] == "HEAD"
        headers = self._headers()
        path, _, query_string = line[1].partition("?")
        pairs = parse_qsl(query_string, keep_blank_values=True) if query_string else []
        body = self._body(headers)
        return Call(Request(line[0], path, dict(pairs), headers), pairs=pairs, body=body)

    def write(self, response: Response) -> None:
        """An answer, in one write where it is small."""
        head = render_head(response)
        if self._bodiless:
            self._socket.sendall(head)
        elif response.length <= ONE_WRITE:
            self._socket.sendall(b"".join((head, *response.chunks())))
        else:
            self._socket.sendall(head)
            self.write_chunks(response.chunks())

    def write_head(self, response: Response) -> None:
        self._socket.sendall(render_head(response))

    def write_chunks(self, chunks: Iterable[bytes | memoryview]) -> None:
        for chunk in chunks:
            self._socket.sendall(chunk)

    def wait(self, seconds: float) -> None:
        """Hold still, but not longer than the double runs."""
        if self._stopping.wait(seconds):
            raise Closed

    def _headers(self) -> Headers:
        headers = Headers()
        while (line := self._reader.readline()) not in (b"\r\n", b"\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        return headers

    def _body(self, headers: Headers) -> bytes:
        if headers.get("Expect").lower() == "100-continue":
            self._socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if headers.get("Transfer-Encoding").lower() == "chunked":
            return self._chunked()
        length = int(headers.get("Content-Length", "0"))
        return self._reader.read(length) if length else b""

    def _chunked(self) -> bytes:
        chunks = []
        while size := int(self._reader.readline().split(b";")[0] or b"0", 16):
            chunks.append(self._reader.read(size))
            self._reader.readline()
        self._reader.readline()
        return b"".join(chunks)


def render_head(response: Response) -> bytes:
    """The status line and the headers."""
    lines = [f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    if response.status not in (204, 304):
        lines.append(f"Content-Length: {response.length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
