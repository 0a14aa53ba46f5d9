"""Loading the CSV files that hold nothing odd.

Lives here: parsing several files at once and one insert that takes their rows as they come. Not
here: parsing (`typed_parser.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pyarrow as pa

from orchestration.errors import SourceError
from orchestration.sources.window import windowed
from orchestration.warehouse.fields import COLUMNS
from orchestration.warehouse.inserting import insert_rows
from orchestration.warehouse.staged import StagedObject
from orchestration.warehouse.typed_parser import SCHEMA, WHOLE_BYTES, parse_typed

GROUP_ROWS = 2 * 122_880
"""Rows handed to DuckDB at a time: whole row groups of its storage. Other sizes make it copy rows
from group to group, and waste space on disk."""

_INSERT = f"""
insert into raw.telemetry_rows
select object_id, row_number, {", ".join(COLUMNS)}, null as unparsed from typed_rows
"""


def load_typed(
    connection: duckdb.DuckDBPyConnection, staged: Sequence[StagedObject]
) -> dict[int, int]:
    """Load what can be read as typed columns; loaded rows by object id, without the other files."""
    loaded: dict[int, int] = {}
    faults: list[Exception] = []
    (threads,) = connection.execute("select current_setting('threads')").fetchone() or (1,)

    def groups() -> Iterator[pa.RecordBatch]:
        try:
            yield from _groups(_parsed(pool, staged, loaded))
        except Exception as error:  # DuckDB would make it a fault of its own
            faults.append(error)
            raise

    with ThreadPoolExecutor(threads, thread_name_prefix="parse") as pool:
        connection.register("typed_rows", pa.RecordBatchReader.from_batches(SCHEMA, groups()))
        try:
            inserted = insert_rows(connection, _INSERT)
        except duckdb.Error:
            if faults:
                raise faults[0] from None
            raise
        finally:
            connection.unregister("typed_rows")
    if inserted != sum(loaded.values()):
        raise AssertionError(f"{inserted} rows inserted, {sum(loaded.values())} parsed")
    return loaded


def _parsed(
    pool: ThreadPoolExecutor, staged: Sequence[StagedObject], loaded: dict[int, int]
) -> Iterator[pa.RecordBatch]:
    """The rows of the files in order; `loaded` notes each file that has given its rows."""
    results = windowed(
        pool,
        lambda item: (item, parse_typed(item)),
        staged,
        weight=lambda item: min(item.size_bytes, WHOLE_BYTES),
        most_tasks=64,
        most_weight=WHOLE_BYTES,
    )
    for item, batches in results:
        if batches is None:
            continue
        try:
            yield from batches
        except (pa.ArrowInvalid, OSError):
            raise SourceError(f"{item.object_path}: changed while it was read; run again") from None
        loaded[item.object_id] = item.row_count


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in the same order, in batches of `GROUP_ROWS`; the last one has the rest."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= GROUP_ROWS:
            table = pa.Table.from_batches(waiting)
            yield from table.slice(0, GROUP_ROWS).combine_chunks().to_batches()
            waiting = table.slice(GROUP_ROWS).to_batches()
            rows -= GROUP_ROWS
    if rows:
        yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()
