"""The sliding window over a pool: order, and the bounds on what is under way."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from orchestration.sources.window import windowed


class Gauge:
    """Counts tasks that were started and whose result was not taken yet."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now = self.most = 0

    def start(self, weight: int) -> int:
        with self.lock:
            self.now += weight
            self.most = max(self.most, self.now)
        time.sleep(0.002)
        return weight

    def take(self, weight: int) -> None:
        with self.lock:
            self.now -= weight


@pytest.mark.parametrize(
    "weights, most_tasks, most_weight, expected",
    [
        ([1] * 20, 4, 100, 4),
        ([5] * 20, 10, 15, 15),
        ([7, 1, 7, 1, 7], 10, 8, 8),
        ([3, 50, 3], 10, 10, 50),
    ],
)
def test_bounds_and_order(
    weights: list[int], most_tasks: int, most_weight: int, expected: int
) -> None:
    gauge, seen = Gauge(), []
    with ThreadPoolExecutor(16) as pool:
        for weight in windowed(
            pool,
            gauge.start,
            weights,
            weight=lambda task: task,
            most_tasks=most_tasks,
            most_weight=most_weight,
        ):
            time.sleep(0.003)  # a slow consumer: results wait, and count
            gauge.take(weight)
            seen.append(weight)
    assert seen == weights
    assert gauge.most == expected


def test_the_first_error_comes_out() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    taken = []
    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="three"):
        for number in windowed(
            pool, work, range(9), weight=lambda _: 1, most_tasks=2, most_weight=9
        ):
            taken.append(number)
    assert taken == [0, 1, 2]
