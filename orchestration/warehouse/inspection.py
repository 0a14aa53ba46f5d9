"""One pass over the bytes of a text file: hash, line count, and whether it needs cleaning.

Lives here: what can be said about bytes without reading fields; whole chunks at a time. Not here:
changing them (`cleaning.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from orchestration.errors import BadFileError
from orchestration.warehouse.staged import RESERVED

CHUNK_BYTES = 1 << 18
"""Bytes read at a time. A chunk without a line end means a line that is no telemetry, and keeps
lines well below the reader's limit of 2 MB, also when each bad byte becomes the three of U+FFFD."""

_RESERVED_BYTES = [character.encode() for character in RESERVED]


@dataclass(frozen=True)
class TextFacts:
    """What the bytes of a text file say."""

    sha256: str
    line_count: int
    """All lines; blank ones count, a last one without a line end too."""
    is_clean: bool
    """ASCII lines ended by a single line feed, none of them blank: readable as it is."""


def inspect_text(content: BinaryIO, name: str) -> TextFacts:
    """Facts of the text; raises `BadFileError` when a line is too long to be telemetry."""
    digest = hashlib.sha256()
    lines = 0
    clean = True
    last = b"\n"
    for chunk in _chunks(content):
        digest.update(chunk)
        ends = chunk.count(b"\n")
        if not ends and len(chunk) == CHUNK_BYTES and b"\r" not in chunk:
            raise BadFileError(
                f"{name}: line {lines + 1} is longer than {CHUNK_BYTES >> 10} KiB: "
                "not telemetry text"
            )
        lines += ends
        clean = clean and _is_clean(chunk, last)
        last = chunk[-1:]
    return TextFacts(digest.hexdigest(), lines + (last != b"\n"), clean)


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    while chunk := content.read(CHUNK_BYTES):
        yield chunk


def _is_clean(chunk: bytes, before: bytes) -> bool:
    return (
        chunk.isascii()
        and b"\r" not in chunk
        and b"\n\n" not in chunk
        and not (before == b"\n" and chunk.startswith(b"\n"))
        and not any(byte in chunk for byte in _RESERVED_BYTES)
    )
