"""Rows as the bytes of a CSV file.

Lives here: writing a table as text and damaging the lines that are marked as damaged, without
touching the others. Not here: the choice of these lines (`row_defects`).
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from orchestration.simulator.row_defects import TEXT_DEFECTS
from orchestration.simulator.rows import DEFECT_CODE, FIELDS, HEADER, Columns

OPTIONS = arrow_csv.WriteOptions(
    include_header=False, delimiter=";", quoting_style="none", batch_size=65_536
)
NOT_NUMBERS = (b"n/a", b"NULL", b"ERR", b"--", b"12.3.4", b"#REF!")
BOM = b"\xef\xbb\xbf"
HEADER_LINE = ";".join(HEADER).encode() + b"\n"
DAMAGING = np.array([DEFECT_CODE[name] for name in TEXT_DEFECTS])


def csv_bytes(table: pa.Table) -> bytes:
    """Return the rows of `table` as lines that end with a line feed."""
    sink = pa.BufferOutputStream()
    arrow_csv.write_csv(table, sink, OPTIONS)
    text: bytes = sink.getvalue().to_pybytes()
    return text


def damage_lines(text: bytes, columns: Columns) -> bytes:
    """Apply the text defects marked in `columns`, one line per row of `text`."""
    code, field = columns["defect"], columns["defect_field"]
    damaged = np.flatnonzero(np.isin(code, DAMAGING))
    if not len(damaged):
        return text
    line_end = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord("\n"))
    line_start = np.append(0, line_end[:-1] + 1)
    parts, done = [], 0
    for row in damaged.tolist():
        parts.append(text[done : line_start[row]])
        done = int(line_end[row])
        line = text[line_start[row] : done]
        parts.append(damage_line(line, int(code[row]), int(field[row])))
    parts.append(text[done:])
    return b"".join(parts)


def damage_line(line: bytes, code: int, field: int) -> bytes:
    """Apply one text defect to a line; how exactly depends on the line alone."""
    variant = crc32(line)
    if code == DEFECT_CODE["decimal_comma"]:
        return line.replace(b".", b",")
    fields = line.split(b";")
    if code == DEFECT_CODE["too_few_fields"]:
        return b";".join(fields[: len(FIELDS) - 1 - variant % 3])
    if code == DEFECT_CODE["too_many_fields"]:
        return b";".join([*fields, *[b"0"] * (1 + variant % 2)])
    fields[field] = b"" if code == DEFECT_CODE["empty_field"] else NOT_NUMBERS[variant % 6]
    return b";".join(fields)


def truncate_last_line(text: bytes) -> bytes:
    """Cut the last line in the middle of its fifth field, as an interrupted upload does."""
    start = text.rfind(b"\n", 0, -1) + 1
    fields = text[start:-1].split(b";")
    return text[:start] + b";".join([*fields[:4], fields[4][: len(fields[4]) // 2]])
