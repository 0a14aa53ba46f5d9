"""Reading staged CSV files: the plain ones typed, the others as text with DuckDB's CSV reader.

Lives here: that choice, the reader's options, exact line numbers, and the lines that are not rows.
Not here: making files readable (`staging.py`), the typed parser (`typed_load.py`), or the meaning
of fields (`fields.py`).

How line numbers stay exact. A staged file has no blank line, and the reader is told to pad short
lines and to cut long ones, so that every line gives one row and rows come in file order: the
running number within the file is the line number. Padding is told from an empty field by a null
text that cannot occur in a staged file.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.warehouse.fields import COLUMNS, DAMAGED, INSERT_FIELDS
from orchestration.warehouse.inserting import insert_rows
from orchestration.warehouse.registry import loaded_counts
from orchestration.warehouse.staged import BLANK_LINE, NO_DELIMITER, NO_TEXT, StagedObject
from orchestration.warehouse.typed_load import load_typed

DELIMITER = ";"

_OPTIONS = f"""
    header = false, auto_detect = false, quote = '', escape = '', comment = '',
    nullstr = '{NO_TEXT}', null_padding = true, strict_mode = false, compression = 'none'
"""

_FIELDS = f"""
lines as materialized (
    select *, file_index as file_number, row_number() over () as line_in_all
    from read_csv(
        $paths, delim = '{DELIMITER}', {_OPTIONS},
        columns = {{{", ".join(f"'{column}': 'VARCHAR'" for column in (*COLUMNS, "surplus"))}}}
    )
),
files as (
    select
        file_number,
        min(line_in_all) - 1 as lines_before,
        list_extract($object_ids, file_number::bigint + 1) as object_id,
    from lines group by file_number
),
fields as (
    select
        files.object_id,
        lines.line_in_all - files.lines_before as row_number,
        {", ".join(f"lines.{column}" for column in COLUMNS)},
    from lines inner join files on lines.file_number = files.file_number
    where lines.{COLUMNS[-1]} is not null and lines.surplus is null
)
"""

_INSERT_REJECTED = f"""
insert into raw.rejected_lines
with lines as materialized (
    select *, file_index as file_number, row_number() over () as line_in_all
    from read_csv(
        $paths, delim = '{NO_DELIMITER}', {_OPTIONS}, columns = {{'raw_line': 'VARCHAR'}}
    )
),
files as (
    select
        file_number,
        min(line_in_all) - 1 as lines_before,
        list_extract($object_ids, file_number::bigint + 1) as object_id,
        list_extract($object_paths, file_number::bigint + 1) as object_path,
    from lines group by file_number
),
numbered as (
    select files.*, lines.raw_line, lines.line_in_all - files.lines_before as line_number
    from lines inner join files on lines.file_number = files.file_number
    where lines.raw_line <> '{BLANK_LINE}'
),
loaded as (
    select object_id, row_number from raw.telemetry_rows
    where object_id in (select object_id from files)
)
select
    object_id, object_path, line_number, raw_line,
    case
        when contains(raw_line, {DAMAGED}) then 'invalid_encoding'
        when len(string_split(raw_line, '{DELIMITER}')) < {len(COLUMNS)} then 'too_few_fields'
        when len(string_split(raw_line, '{DELIMITER}')) > {len(COLUMNS)} then 'too_many_fields'
        else 'header_line'
    end as reason,
from numbered
anti join loaded
    on numbered.object_id = loaded.object_id and numbered.line_number = loaded.row_number
order by object_id, line_number
"""


def load_csv(
    connection: duckdb.DuckDBPyConnection, staged: Sequence[StagedObject]
) -> dict[int, int]:
    """Load staged CSV files into `raw.telemetry_rows`, their other lines into `rejected_lines`.

    Returns the loaded rows by object id. Both ways give the same rows; typed is several times
    quicker, and gives up a file at the first thing in it that is odd.
    """
    filled = [item for item in staged if item.row_count]
    plain = [item for item in filled if item.is_plain]
    loaded = load_typed(connection, plain) if plain else {}
    others = [item for item in filled if item.object_id not in loaded]
    return loaded | (load_text(connection, others) if others else {})


def load_text(
    connection: duckdb.DuckDBPyConnection, filled: Sequence[StagedObject]
) -> dict[int, int]:
    """Load staged CSV files that are not empty by way of their text; loaded rows by object id."""
    ids = [item.object_id for item in filled]
    inserted = insert_rows(
        connection,
        INSERT_FIELDS.format(fields=_FIELDS),
        {"paths": [str(item.path) for item in filled], "object_ids": ids},
    )
    loaded = loaded_counts(connection, ids)
    if inserted != sum(loaded.values()):
        raise AssertionError(f"{inserted} rows inserted, {sum(loaded.values())} there")
    partial = [item for item in filled if loaded.get(item.object_id, 0) != item.row_count]
    if partial:
        connection.execute(
            _INSERT_REJECTED,
            {
                "paths": [str(item.path) for item in partial],
                "object_ids": [item.object_id for item in partial],
                "object_paths": [item.object_path for item in partial],
            },
        )
    return loaded
