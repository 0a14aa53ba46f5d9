"""Work side by side: the order of results, how far it runs ahead, and faults."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from threadpoolctl import threadpool_info

from orchestration.ml.parallel import map_ahead, run_tasks


def blas_threads() -> list[int]:
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]


@pytest.mark.parametrize("threads", [1, 2])
def test_runs_ahead_of_its_reader_but_not_far(threads: int) -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(6):
            taken.append(number)
            yield number

    squares = map_ahead(lambda number: number * number, items(), threads)
    assert next(squares) == 0
    assert len(taken) == threads + 1
    assert list(squares) == [1, 4, 9, 16, 25]
    assert list(map_ahead(str, [], threads)) == []


@pytest.mark.parametrize("threads", [1, 2])
def test_a_fault_of_a_task_is_raised_and_limits_are_given_back(threads: int) -> None:
    before = blas_threads()
    with pytest.raises(ZeroDivisionError):
        list(map_ahead(lambda number: 1 // number, [1, 0, 1], threads))
    with pytest.raises(ZeroDivisionError):
        run_tasks([lambda: 1 // 0], threads)
    assert run_tasks([blas_threads], threads) == [[1] * len(before)]
    assert blas_threads() == before
