"""An independent reading of telemetry CSV: a loop over lines, written from the description."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NamedTuple

NUMBERS = ["height", "load", "on_duty", "timestamp_ms", "latitude", "longitude", "speed"]
HEADER = "FFFID;Height;Load;OnDuty;Timestamp;Latitude;Longitude;Speed"


class Expected(NamedTuple):
    rows: list[tuple[Any, ...]]
    """(row_number, fffid, 7 numbers, unparsed as a dict or None)"""
    rejected: list[tuple[int, str, str]]
    """(line_number, raw_line, reason)"""
    line_count: int
    """Lines that are not blank."""


def read_csv(content: bytes) -> Expected:
    result = Expected([], [], 0)
    count = 0
    content = content.removeprefix(b"\xef\xbb\xbf")
    for number, raw in enumerate(re.split(rb"\r\n|\r|\n", content), start=1):
        if not raw:
            continue
        count += 1
        line = raw.decode(errors="replace")
        fields = line.split(";")
        if "\ufffd" in line or "\0" in line:
            shown = re.sub("\0+", "\ufffd", line)
            result.rejected.append((number, shown, "invalid_encoding"))
        elif len(fields) != 8:
            size = "few" if len(fields) < 8 else "many"
            result.rejected.append((number, line, f"too_{size}_fields"))
        elif line.replace('"', "").lower() == HEADER.lower():
            result.rejected.append((number, line, "header_line"))
        else:
            result.rows.append((number, *_row(fields)))
    return Expected(result.rows, result.rejected, count)


def _row(fields: list[str]) -> tuple[Any, ...]:
    values: list[float | int | None] = []
    unparsed = {}
    for name, text in zip(NUMBERS, fields[1:], strict=True):
        value = _number(text)
        if name == "timestamp_ms" and value is not None and abs(value) >= 2**63:
            value = None
        if value is None and text.strip():
            unparsed[name] = text
        values.append(int(value) if name == "timestamp_ms" and value is not None else value)
    return (fields[0] or None, *values, unparsed or None)


def _number(text: str) -> float | None:
    text = text.strip().replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, re.ASCII | re.IGNORECASE):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def normalised(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row of the warehouse in the shape of `Expected.rows`."""
    return (*row[:-1], json.loads(row[-1]) if row[-1] else None)
