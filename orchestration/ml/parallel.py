"""Independent pieces of work side by side.

Lives here: one thread a task. Not here: threads inside a task. Trees are grown in thousands of
parallel steps of a few microseconds, and OpenMP threads wait for each other actively after each: on
a machine with anything else to do that costs up to fifty times the work itself. Whole fits and
blocks of rows need not wait for each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from typing import TypeVar

from threadpoolctl import ThreadpoolController

Item = TypeVar("Item")
Result = TypeVar("Result")


def run_tasks(tasks: Sequence[Callable[[], Result]], threads: int) -> list[Result]:
    """Results of `tasks` in their order, at most `threads` at a time; the first fault is raised."""
    # Linear algebra on more threads adds in another order; its limit is one of the process.
    with _libraries().limit(limits=1, user_api="blas"):
        if threads <= 1 or len(tasks) <= 1:
            return [_run_alone(task) for task in tasks]
        with ThreadPoolExecutor(max_workers=threads) as pool:
            return list(pool.map(_run_alone, tasks))


def map_ahead(
    function: Callable[[Item], Result], items: Iterable[Item], threads: int
) -> Iterator[Result]:
    """Results in the order of `items`, `threads` of them in the making while one is being used.

    Items are taken in the thread of the caller, and only as many as are worked on.
    """
    with (
        _libraries().limit(limits=1, user_api="blas"),
        ThreadPoolExecutor(max_workers=max(1, threads)) as pool,
    ):
        ahead: deque[Future[Result]] = deque()
        for item in items:
            ahead.append(pool.submit(_run_alone, partial(function, item)))
            del item  # held by its task alone: it may be large
            if len(ahead) > max(1, threads):
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _run_alone(task: Callable[[], Result]) -> Result:
    # The limit belongs to the thread that sets it, so it is set in the worker.
    with _libraries().limit(limits=1, user_api="openmp"):
        return task()


@cache
def _libraries() -> ThreadpoolController:
    """The libraries that have threads of their own; looking for them takes 10 ms."""
    import sklearn.ensemble  # noqa: F401  # what is loaded later would not be found

    return ThreadpoolController()
