"""One pass over the bytes of a text file: hash, line count, and whether it needs cleaning.

Lives here: what can be said about bytes without reading fields; whole chunks at a time. Not here:
changing them (`cleaning.py`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from orchestration.errors import BadFileError
from orchestration.warehouse.staged import RESERVED

CHUNK_BYTES = 1 << 18
"""Bytes read at a time. A chunk without a line end means a line that is no telemetry, and keeps
lines well below the reader's limit of 2 MB, also when each bad byte becomes the three of U+FFFD."""

_LINE_FEED = ord("\n")
_LAST_RESERVED = max(RESERVED.encode())
"""The reserved characters are all those up to this one."""

_HEX = re.compile(rb"0[xX]")


@dataclass(frozen=True)
class TextFacts:
    """What the bytes of a text file say."""

    sha256: str
    line_count: int
    """All lines; blank ones count, a last one without a line end too."""
    is_clean: bool
    """ASCII lines ended by a single line feed, none of them blank: readable as it is."""
    has_hex: bool
    """Whether it may hold hexadecimal numbers."""


def inspect_text(content: BinaryIO, name: str) -> TextFacts:
    """Facts of the text; raises `BadFileError` when a line is too long to be telemetry."""
    digest = hashlib.sha256()
    lines = 0
    clean, has_hex = True, False
    last = b"\n"
    for chunk in _chunks(content):
        digest.update(chunk)
        codes = np.frombuffer(chunk, np.uint8)
        is_end = codes == _LINE_FEED
        ends = int(np.count_nonzero(is_end))
        if not ends and len(chunk) == CHUNK_BYTES and b"\r" not in chunk:
            raise BadFileError(
                f"{name}: line {lines + 1} is longer than {CHUNK_BYTES >> 10} KiB: "
                "not telemetry text"
            )
        lines += ends
        clean = (
            clean
            and chunk.isascii()
            and b"\r" not in chunk
            and int(codes.min()) > _LAST_RESERVED
            and not np.any(is_end[1:] & is_end[:-1])
            and not (last == b"\n" and chunk.startswith(b"\n"))
        )
        has_hex = has_hex or _holds_hex(chunk, last)
        last = chunk[-1:]
    return TextFacts(digest.hexdigest(), lines + (last != b"\n"), clean, has_hex)


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    while chunk := content.read(CHUNK_BYTES):
        yield chunk


def _holds_hex(chunk: bytes, before: bytes) -> bool:
    """Looks for the letter first, which is quick."""
    return (b"x" in chunk or b"X" in chunk) and _HEX.search(before + chunk) is not None
