"""Parsing a staged CSV file of numbers straight into typed columns.

Lives here: the parser's options, and which files it may judge. Not here: the insert
(`typed_load.py`), or files with anything odd in them (`csv_reader.py`).

What it accepts means the same as in `fields.py`: it takes a subset of the number texts that
DuckDB's cast takes, to the same values, but for texts that are not finite (looked for here) and
hexadecimal digits (such files are not `is_plain`). Everything else, decimal commas, headers,
spaces for a number, a line that has not eight fields, is refused with the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from orchestration.warehouse.fields import COLUMNS
from orchestration.warehouse.staged import StagedObject

WHOLE_BYTES = 64 << 20
"""Larger files are parsed twice, once to judge and once to load, instead of held in memory."""

BLOCK_BYTES = 4 << 20

_TYPES = {"fffid": pa.string(), "timestamp_ms": pa.int64()}
_PARSED = pa.schema([(column, _TYPES.get(column, pa.float64())) for column in COLUMNS])
SCHEMA = pa.schema([("object_id", pa.int64()), ("row_number", pa.int64()), *_PARSED])

_READ = pacsv.ReadOptions(column_names=list(COLUMNS), use_threads=False, block_size=BLOCK_BYTES)
_PARSE = pacsv.ParseOptions(
    delimiter=";", quote_char=False, escape_char=False, ignore_empty_lines=False
)
_CONVERT = pacsv.ConvertOptions(
    column_types=_PARSED, null_values=[""], strings_can_be_null=True, true_values=[]
)


def parse_typed(item: StagedObject) -> Iterable[pa.RecordBatch] | None:
    """All rows of the file in order, numbered by their lines; None when it has to be read as text.

    The file of a result that is not in memory must stay as it is until it has been read.
    """
    kept: list[pa.RecordBatch] = []
    rows = 0
    try:
        fits = item.path.stat().st_size <= WHOLE_BYTES
        for batch in _batches(item):
            if not all(_is_finite(column) for column in batch.columns):
                return None
            rows += batch.num_rows
            if fits:
                kept.append(batch)
    except (pa.ArrowInvalid, OSError):
        return None
    if rows != item.row_count:
        return None
    return kept if fits else _batches(item)


def _batches(item: StagedObject) -> Iterator[pa.RecordBatch]:
    first = 1
    with pacsv.open_csv(item.path, _READ, _PARSE, _CONVERT) as reader:
        for batch in reader:
            count = batch.num_rows
            numbers = pa.array(np.arange(first, first + count))
            ids = pa.repeat(pa.scalar(item.object_id, pa.int64()), count)
            yield pa.RecordBatch.from_arrays([ids, numbers, *batch.columns], schema=SCHEMA)
            first += count


def _is_finite(column: pa.Array) -> bool:
    if column.type != pa.float64():
        return True
    return pc.all(pc.is_finite(column), min_count=0).as_py()
