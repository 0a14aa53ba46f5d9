"""A webhook on loopback that answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/services/T0CANARY/hunter2"
"""The secret part of its address."""


@dataclass
class Hook:
    """What it was sent, and what it answers: each status once, the last one for good."""

    address: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    pause_s: float = 0.0
    posted: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def listening(*answers: int, pause_s: float = 0.0) -> Iterator[Hook]:
    """A webhook for as long as the block lasts."""
    hook = Hook(answers=list(answers or (200,)), pause_s=pause_s)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/json"
            hook.posted.append(json.loads(body))
            hook.paths.append(self.path)
            time.sleep(hook.pause_s)
            status = hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0]
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{hook.address}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.address = f"http://127.0.0.1:{server.server_port}{PATH}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
