"""One object on disk: CSV, gzipped CSV or Parquet, with the defects of the whole file.

Lives here: encoding and writing. Not here: which rows and defects go where (`layout`, `writer`).
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow.parquet as pq

from orchestration.simulator.csv_text import (
    BOM,
    HEADER_LINE,
    csv_bytes,
    damage_lines,
    truncate_last_line,
)
from orchestration.simulator.layout import Piece
from orchestration.simulator.rows import HEADER, Columns, written_table


def write_object(path: Path, vehicle_id: str, columns: Columns, piece: Piece) -> int:
    """Write or append rows to `path`; returns the number of lines written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table, count = written_table(vehicle_id, columns), len(columns["timestamp"])
    if "parquet" in piece.defects and path.suffix == ".parquet":
        pq.write_table(table.rename_columns(list(HEADER)), path, compression="zstd")
        return count
    text = damage_lines(csv_bytes(table), columns) if count else b""
    header = "header_line" in piece.defects
    if "truncated_last_line" in piece.defects:
        text = truncate_last_line(text)
    if header:
        text = HEADER_LINE + text
    if "crlf" in piece.defects:
        text = text.replace(b"\n", b"\r\n")
    if "bom" in piece.defects:
        text = BOM + text
    if path.name.endswith(".gz"):
        text = gzip.compress(text, mtime=0)
    with path.open("ab") as file:
        file.write(text)
    return count + header
