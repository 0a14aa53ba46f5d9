"""Work for a pool of threads with a bound on what is under way.

Lives here: the sliding window. Not here: what the work is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def windowed(
    pool: Executor,
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    weight: Callable[[Task], int],
    most_tasks: int,
    most_weight: int,
) -> Iterator[Result]:
    """`function` of each task, in order, while at most so many, and of such weight, are under way.

    A finished result counts until it is taken, so a slow consumer bounds the memory. A task
    heavier than the bound is under way alone.
    """
    under_way: deque[tuple[int, Future[Result]]] = deque()
    total = 0
    for task in tasks:
        weighs = weight(task)
        while under_way and (len(under_way) >= most_tasks or total + weighs > most_weight):
            done_weight, future = under_way.popleft()
            yield future.result()
            total -= done_weight
        under_way.append((weighs, pool.submit(function, task)))
        total += weighs
    while under_way:
        yield under_way.popleft()[1].result()
