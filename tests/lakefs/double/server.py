"""The listening socket and a thread for each connection; stopping it never hangs.

What a request means is decided by the `answer` it is given.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable

from tests.lakefs.double.connection import Closed, Connection
from tests.lakefs.double.messages import Call

Answer = Callable[[Connection, Call], None]


class Server(socketserver.ThreadingTCPServer):
    """Accepts on loopback and serves requests until it is stopped."""

    allow_reuse_address = True
    block_on_close = False
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, answer: Answer, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", port), socketserver.BaseRequestHandler)
        self._answer = answer
        self._tls = tls
        self._stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Close every socket, also those that a fault keeps waiting."""
        self._stopping.set()
        self.shutdown()
        self.server_close()
        for sock in list(self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def finish_request(self, request: object, client_address: object) -> None:
        """Serve one connection, in its own thread, until either side ends it."""
        assert isinstance(request, socket.socket)
        self._open.add(request)
        try:
            with contextlib.suppress(Closed, OSError):
                if self._tls:
                    request = self._tls.wrap_socket(request, server_side=True)
                connection = Connection(request, self._stopping)
                while not self._stopping.is_set():
                    self._answer(connection, connection.read())
        finally:
            self._open.discard(request)
