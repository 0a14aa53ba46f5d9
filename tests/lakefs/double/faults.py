"""The knobs: which requests go wrong, how, and how often. What that looks like is in `effects`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.lakefs.double.api.served import Lies, Served
from tests.lakefs.double.bodies import Held
from tests.lakefs.double.effects import Corrupt, Drop, Effect, Say, Stall, Truncate
from tests.lakefs.double.messages import Call, Response, error
from tests.lakefs.double.routes import NAMES
from tests.lakefs.double.rules import Rule, Rules, Watch

READS = frozenset({"get_object", "presigned"})
PAGE = Held(b"<!doctype html><html><body><h1>Sign in</h1></body></html>")


class Faults:
    """All knobs of one double.

    Knobs that match the same request take turns: the one set first is used up first. A route of
    None is any route. `path` narrows a knob to one object, `ref` to a ref or branch in the path
    of the request.
    """

    def __init__(self, served: Served, latency_s: float = 0.0) -> None:
        self.latency_s = latency_s
        self._served = served
        self._rules = Rules()

    def fail(
        self,
        route: str | None,
        status: int,
        times: int | None = 1,
        message: str = "made to fail",
        headers: dict[str, str] | None = None,
        path: str | None = None,
        ref: str | None = None,
    ) -> None:
        """Answer with an error of lakeFS."""
        self._add(route, Say(error(status, message, headers)), times, path, ref)

    def html(self, route: str | None, times: int | None = 1) -> None:
        """Answer 200 with a page for people, as a proxy does."""
        self._add(route, Say(Response(200, {"Content-Type": "text/html"}, PAGE)), times)

    def drop(self, route: str | None, times: int | None = 1, path: str | None = None) -> None:
        """Close the connection without an answer."""
        self._add(route, Drop(), times, path)

    def stall(
        self,
        route: str | None,
        seconds: float,
        times: int | None = 1,
        path: str | None = None,
        keep_bytes: int | None = None,
    ) -> None:
        """Hold still before the answer or, with `keep_bytes`, after that much of its body."""
        self._add(route, Stall(seconds, keep_bytes), times, path)

    def truncate(self, path: str | None, times: int | None = 1, keep_bytes: int = 0) -> None:
        """Cut the body of an object after `keep_bytes` and close the connection."""
        self._add(READS, Truncate(keep_bytes), times, path)

    def corrupt(self, path: str | None, times: int | None = 1) -> None:
        """Change a byte of an object on its way out."""
        self._add(READS, Corrupt(), times, path)

    def gone(self, path: str, times: int | None = None) -> None:
        """Answer reads of an object as after garbage collection."""
        reads = READS | {"head_object"}
        self._add(reads, Say(error(410, "No data")), times, path)

    def refuse_hook(self, message: str, times: int | None = 1) -> None:
        """Refuse commits and merges as a failed hook does."""
        routes = frozenset({"commit", "merge_into_branch"})
        self._add(routes, Say(error(412, message)), times)

    def wrong_checksum(self, path: str, checksum: str) -> None:
        """Say another checksum of an object than that of its content."""
        self._lies.checksums[path] = checksum

    def wrong_size(self, path: str, size: int) -> None:
        """Say another size of an object in listings and stats."""
        self._lies.sizes[path] = size

    def presign(self, *, on: bool = True) -> None:
        """Let the block store sign URLs; as local ones do, it refuses otherwise."""
        self._served.presign = on

    def expire_presigned(self) -> None:
        """Make all URLs that were signed so far answer 403."""
        self._served.presigned.clear()

    def on(self, route: str, nth: int, action: Callable[[], object]) -> None:
        """Run `action` before the nth request of a route, counted from now, is answered."""
        _known([route])
        self._rules.watches.append(Watch(route, nth, action))

    def clear(self) -> None:
        """Let everything work again; latency and signing stay as they are."""
        self._rules.clear()
        self._lies.checksums.clear()
        self._lies.sizes.clear()

    def due(self, call: Call) -> list[Callable[[], object]]:
        """What is to be run before this call is answered."""
        return self._rules.due(call)

    def take(self, call: Call) -> Effect | None:
        """The fault this call meets, which is then used up by one."""
        return self._rules.take(call)

    @property
    def _lies(self) -> Lies:
        return self._served.lies

    def _add(
        self,
        route: str | frozenset[str] | None,
        effect: Effect,
        times: int | None,
        path: str | None = None,
        ref: str | None = None,
    ) -> None:
        routes = NAMES if route is None else frozenset({route} if isinstance(route, str) else route)
        _known(routes)
        self._rules.rules.append(Rule(routes, effect, times, path, ref))


def _known(routes: Iterable[str]) -> None:
    unknown = set(routes) - NAMES
    if unknown:
        raise ValueError(f"no such route: {', '.join(sorted(unknown))}")
