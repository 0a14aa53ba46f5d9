"""Rewriting odd text so that the CSV reader sees every line, in order, in UTF-8.

Lives here: byte order marks, line ends of any kind, blank lines, bytes that are not UTF-8, and
control characters. Not here: fields. Whole blocks at a time, never row by row.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import BinaryIO, NamedTuple

from orchestration.warehouse.staged import BLANK_LINE, RESERVED

BLOCK_CHARACTERS = 1 << 20

_RESERVED_RUN = re.compile(f"[{RESERVED}]+")
_DAMAGE = "\ufffd"
_HEX = re.compile("0[xX]")


class CleanText(NamedTuple):
    """What was written."""

    line_count: int
    """Lines that are not blank."""
    is_plain: bool
    """No blank line, no damage, and nothing that looks like a hexadecimal number."""


def write_clean(content: BinaryIO, target: Path) -> CleanText:
    """Write the cleaned text.

    A byte order mark goes, each line ends in one line feed, blank lines become a marker line, and
    what is not UTF-8 text becomes U+FFFD.
    """
    lines = blank = 0
    is_plain = True
    last = "\n"
    decoded = io.TextIOWrapper(content, encoding="utf-8-sig", errors="replace", newline=None)
    with target.open("w", encoding="utf-8", newline="") as cleaned:
        while block := decoded.read(BLOCK_CHARACTERS):
            text = _RESERVED_RUN.sub(_DAMAGE, block)
            lines += text.count("\n")
            text, marked = _mark_blank_lines(text, last)
            blank += marked
            is_plain = is_plain and not (marked or _DAMAGE in text or _HEX.search(last + text))
            cleaned.write(text)
            last = text[-1]
    decoded.detach()
    return CleanText(lines + (last != "\n") - blank, is_plain)


def _mark_blank_lines(text: str, before: str) -> tuple[str, int]:
    """Put the marker into each blank line; `before` is the last character already written."""
    marker = f"{BLANK_LINE}\n"
    if before == "\n" and text.startswith("\n"):
        text = BLANK_LINE + text
    # Twice, since the matches of one pass do not overlap.
    for _ in range(2):
        text = text.replace("\n\n", f"\n{marker}")
    return text, text.count(marker)
