"""Which request meets which fault, and when something is to happen in between. No kinds here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.lakefs.double.effects import Effect
from tests.lakefs.double.messages import Call


@dataclass
class Rule:
    """An effect on the next `times` requests that match; None is no limit."""

    routes: frozenset[str]
    effect: Effect
    times: int | None
    path: str | None = None
    ref: str | None = None

    def matches(self, call: Call) -> bool:
        return (
            self.times != 0
            and call.route in self.routes
            and self.path in (None, call.query.get("path"))
            and self.ref in (None, *call.parts.values())
        )


@dataclass
class Watch:
    """A callable that runs before the nth matching request is answered."""

    route: str
    nth: int
    action: Callable[[], object]


class Rules:
    """What is set, in the order in which it was."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.watches: list[Watch] = []
        self._lock = threading.Lock()

    def clear(self) -> None:
        self.rules.clear()
        self.watches.clear()

    def due(self, call: Call) -> list[Callable[[], object]]:
        """What is to be run before this call is answered."""
        if not self.watches:
            return []
        with self._lock:
            for watch in self.watches:
                watch.nth -= watch.route == call.route
            due = [watch for watch in self.watches if watch.nth == 0 and watch.route == call.route]
            return [watch.action for watch in due]

    def take(self, call: Call) -> Effect | None:
        """The fault this call meets, which is then used up by one."""
        if not self.rules:
            return None
        with self._lock:
            for rule in self.rules:
                if rule.matches(call):
                    rule.times = None if rule.times is None else rule.times - 1
                    return rule.effect
        return None
