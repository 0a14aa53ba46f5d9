"""Contents of objects: held in memory, or made while they are streamed. No HTTP here."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

BLOCK = 1 << 20


class Body(Protocol):
    """The content of one object."""

    @property
    def size(self) -> int: ...

    @property
    def checksum(self) -> str: ...

    def chunks(self, start: int, end: int) -> Iterator[bytes | memoryview]:
        """The bytes from `start` up to, not including, `end`."""


class Held:
    """A content that is in memory."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = len(content)

    @cached_property
    def checksum(self) -> str:
        return hashlib.md5(self.content, usedforsecurity=False).hexdigest()

    def chunks(self, start: int, end: int) -> Iterator[bytes | memoryview]:
        if start == 0 and end == self.size:
            yield self.content
        else:
            yield memoryview(self.content)[start:end]


class Generated:
    """A content of any size, the same for the same seed, of which one block is in memory.

    Each block of 1 MiB begins with its number, so that swapped or repeated blocks do not go
    unnoticed.
    """

    def __init__(self, size: int, seed: str) -> None:
        self.size = size
        self._noise = random.Random(seed).randbytes(BLOCK - 8)

    @cached_property
    def checksum(self) -> str:
        digest = hashlib.md5(usedforsecurity=False)
        for chunk in self.chunks(0, self.size):
            digest.update(chunk)
        return digest.hexdigest()

    def chunks(self, start: int, end: int) -> Iterator[bytes | memoryview]:
        while start < end:
            number, skip = divmod(start, BLOCK)
            block = number.to_bytes(8, "big") + self._noise
            chunk = memoryview(block)[skip : skip + end - start]
            yield chunk
            start += len(chunk)
