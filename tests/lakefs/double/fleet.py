"""A fleet's telemetry files for benchmarks: valid, distinct, cheap to make. No server here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

SAMPLE_MS = 100
FIRST_MS = 1_741_000_000_000


def files(objects: int, size: int) -> Iterator[tuple[str, bytes]]:
    """So many paths below real_data/ with CSVs of about `size` bytes."""
    for number in range(objects):
        yield f"real_data/FL-{number:05}.csv", telemetry(f"FL-{number:05}", number, size)


def telemetry(vehicle: str, number: int, size: int) -> bytes:
    """A drive in a circle that lifts the fork now and then; ends where `size` is reached."""
    rows: list[str] = []
    length = 0
    for tick in count():
        if length >= size:
            break
        load = tick // 50 % 2
        epoch_ms = FIRST_MS + number * 1000 + tick * SAMPLE_MS
        row = (
            f"{vehicle};{0.1 + load:.1f};{load};1;{epoch_ms}"
            f";{50.8 + tick % 100 / 1e5:.5f};{4.3 + tick % 70 / 1e5:.5f};{tick % 90 / 10:.1f}\n"
        )
        rows.append(row)
        length += len(row)
    return "".join(rows).encode()
