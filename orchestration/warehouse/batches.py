"""Groups of objects that are staged and loaded together.

Lives here: the size of a batch. Many small files per statement are quick; a bound keeps the
staging folder and the memory of one statement small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.sources.protocol import SourceObject

BATCH_BYTES = 512 << 20
BATCH_OBJECTS = 4096
GZIP_RATIO = 8
"""A compressed object counts as about as large as its text."""


def batches(objects: Sequence[SourceObject]) -> Iterator[list[SourceObject]]:
    """Consecutive objects of at most 512 MiB together; a larger one is alone."""
    batch: list[SourceObject] = []
    size = 0
    for item in objects:
        weight = item.size_bytes * (1 if item.path.lower().endswith(".csv") else GZIP_RATIO)
        if batch and (size + weight > BATCH_BYTES or len(batch) >= BATCH_OBJECTS):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += weight
    if batch:
        yield batch
