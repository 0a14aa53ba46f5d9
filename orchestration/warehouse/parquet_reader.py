"""Reading Parquet files with the columns of telemetry.

Lives here: finding the eight columns in a file's schema, and bringing every type to the text that
CSV has, so that both formats are understood by the same rules. Not here: those rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import BadFileError
from orchestration.warehouse.fields import ALIASES, COLUMNS, INSERT_FIELDS
from orchestration.warehouse.inserting import insert_rows
from orchestration.warehouse.registry import loaded_counts
from orchestration.warehouse.staged import StagedObject


@dataclass(frozen=True)
class _Column:
    position: int
    """In the file, from 1: names never become SQL."""
    kind: str
    """`boolean`, `timestamp` or `text`: how the value becomes text."""


def load_parquet(
    connection: duckdb.DuckDBPyConnection, staged: Sequence[StagedObject]
) -> dict[int, int]:
    """Load staged Parquet files into `raw.telemetry_rows`, equal layouts together.

    Returns the loaded rows by object id.
    """
    layouts: dict[tuple[str, ...], list[StagedObject]] = defaultdict(list)
    for item in staged:
        layouts[tuple(str(field) for field in pq.read_schema(item.path))].append(item)
    for items in layouts.values():
        width, columns = columns_of(items[0])
        insert_rows(
            connection,
            INSERT_FIELDS.format(fields=_fields(width, columns)),
            {
                "paths": [str(item.path) for item in items],
                "object_ids": [item.object_id for item in items],
            },
        )
    return loaded_counts(connection, [item.object_id for item in staged])


def check_parquet(item: StagedObject) -> None:
    """Raise `BadFileError` when the columns are not there or a page cannot be decoded.

    Reading it all beforehand keeps a damaged page from ending the load of the other files.
    """
    _, columns = columns_of(item)
    rows = 0
    try:
        with pq.ParquetFile(item.path) as file:
            names = [file.schema_arrow.names[column.position - 1] for column in columns]
            for batch in file.iter_batches(columns=names):
                rows += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())
        raise BadFileError(
            f"{item.object_path}: damaged Parquet file after row {rows}: {reason}"
        ) from None


def columns_of(item: StagedObject) -> tuple[int, tuple[_Column, ...]]:
    """Number of columns in the file, and where the eight are: by name, else by position.

    Raises `BadFileError` when there are neither the names nor exactly eight columns.
    """
    schema = pq.read_schema(item.path)
    names = [name.lower().replace("_", "").strip() for name in schema.names]
    found = [
        next((names.index(alias) for alias in ALIASES[column] if alias in names), None)
        for column in COLUMNS
    ]
    positions = [position for position in found if position is not None]
    if len(positions) < len(COLUMNS):
        if positions or len(names) != len(COLUMNS):
            missing = [name for name, place in zip(COLUMNS, found, strict=True) if place is None]
            raise BadFileError(
                f"{item.object_path}: Parquet without column(s) {', '.join(missing)}; "
                f"it has {', '.join(schema.names)}"
            )
        positions = list(range(len(COLUMNS)))
    return len(names), tuple(
        _Column(position + 1, _kind(schema.field(position).type)) for position in positions
    )


def _kind(arrow_type: pa.DataType) -> str:
    if pa.types.is_boolean(arrow_type):
        return "boolean"
    return "timestamp" if pa.types.is_timestamp(arrow_type) else "text"


def _fields(width: int, columns: Sequence[_Column]) -> str:
    names = ", ".join(f"column_{position + 1}" for position in range(width))
    texts = ", ".join(
        f"coalesce({_text(column)}, '') as {name}"
        for name, column in zip(COLUMNS, columns, strict=True)
    )
    return f"""
fields as (
    select
        list_extract($object_ids, file_number::bigint + 1) as object_id,
        file_row + 1 as row_number,
        {texts},
    from (
        select *, file_index, file_row_number
        from read_parquet($paths, union_by_name = false, hive_partitioning = false)
    ) as rows ({names}, file_number, file_row)
)
"""


def _text(column: _Column) -> str:
    name = f"column_{column.position}"
    if column.kind == "boolean":
        return f"{name}::integer::varchar"
    return f"epoch_ms({name})::varchar" if column.kind == "timestamp" else f"{name}::varchar"
