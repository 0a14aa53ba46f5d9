"""The double itself: the lake, its faults and its server put together."""

from __future__ import annotations

import base64
import ssl
import time
from collections import Counter
from types import TracebackType

from tests.lakefs.double.api.served import Served
from tests.lakefs.double.bodies import Body, Generated, Held
from tests.lakefs.double.connection import Connection
from tests.lakefs.double.faults import Faults
from tests.lakefs.double.lake.lake import Lake
from tests.lakefs.double.lake.problem import Problem
from tests.lakefs.double.lake.repository import Repository
from tests.lakefs.double.messages import Call, Request, Response, error
from tests.lakefs.double.routes import Route, find
from tests.lakefs.double.server import Server

NO_ROUTE = error(404, "invalid API endpoint")
UNAUTHORIZED = error(401, "error authenticating request")


class Double:
    """An in-memory lakeFS on a loopback port, from entering the context to leaving it."""

    access_key_id = "AKIAIOSFODNN7EXAMPLE"
    secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

    def __init__(
        self, latency_s: float = 0.0, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self._lake = Lake(committer="admin")
        self._served = Served(self._lake)
        self._server = Server(self._answer, port, tls)
        self._requests: list[Request] = []
        keys = f"{self.access_key_id}:{self.secret_access_key}".encode()
        self._credentials = f"Basic {base64.b64encode(keys).decode()}"
        scheme = "https" if tls else "http"
        self.endpoint = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._served.endpoint = self.endpoint
        self.faults = Faults(self._served, latency_s)

    def __enter__(self) -> Double:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    @property
    def requests(self) -> list[Request]:
        """What was asked so far, in order of arrival, faults included."""
        return list(self._requests)

    def count(self, route: str) -> int:
        """How many requests of a route arrived."""
        return Counter(request.route for request in self.requests)[route]

    def forget(self) -> None:
        """Start the list of requests anew."""
        self._requests.clear()

    def repository(self, name: str) -> Repository:
        """The model of a repository, to look into or to prepare without requests."""
        return self._lake.repository(name)

    def create(self, name: str, default_branch: str = "main") -> Repository:
        """A new repository, made without a request."""
        return self._lake.create(name, f"mem://{name}", default_branch)

    def put(self, repository: str, branch: str, path: str, content: bytes) -> None:
        """Stage an object without a request."""
        self._lake.put(repository, branch, path, Held(content))

    def generated(self, repository: str, branch: str, path: str, size_bytes: int) -> Body:
        """Stage an object of any size that is made while it is streamed."""
        return self._lake.put(repository, branch, path, Generated(size_bytes, path)).body

    def forget_commit(self, repository: str, commit_id: str) -> None:
        """Make a commit unknown, as retention or a restored backup may."""
        with self._lake.lock:
            del self._lake.repository(repository).commits[commit_id]

    def _answer(self, connection: Connection, call: Call) -> None:
        found = find(call)
        if found is None:
            self._requests.append(call.request)
            connection.write(NO_ROUTE)
            return
        route, call = found
        self._requests.append(call.request)
        if self.faults.latency_s:
            time.sleep(self.faults.latency_s)
        for action in self.faults.due(call):
            action()
        effect = self.faults.take(call)
        if effect is not None:
            effect(connection, lambda: self._handle(route, call))
        else:
            connection.write(self._handle(route, call))

    def _handle(self, route: Route, call: Call) -> Response:
        if not route.open and call.request.headers.get("Authorization") != self._credentials:
            return UNAUTHORIZED
        try:
            with self._lake.lock:
                return route.handler(self._served, call)
        except Problem as problem:
            return error(problem.status, problem.message)
        except KeyError as missing:
            return error(400, f"request has an error: {missing} is required but missing")
        except ValueError as unreadable:
            return error(400, str(unreadable))
