"""The one way the model refuses something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Something lakeFS refuses, with the status and the message of its API."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@contextmanager
def during(step: str) -> Iterator[None]:
    """Say in the message of a problem what was being done, as lakeFS does for some steps."""
    try:
        yield
    except Problem as problem:
        raise Problem(problem.status, f"{step}: {problem.message}") from None
