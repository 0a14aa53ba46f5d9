"""The eight columns of telemetry and their reading from text.

Lives here: names, and the SQL that turns the text of a row into typed columns. Not here: files.
The SQL expects a relation `fields` with object_id, row_number and the eight columns as text
(never null; empty when nothing was given).
"""

from __future__ import annotations

NUMERIC = ("height", "load", "on_duty", "timestamp_ms", "latitude", "longitude", "speed")
COLUMNS = ("fffid", *NUMERIC)

ALIASES: dict[str, tuple[str, ...]] = {
    "fffid": ("fffid",),
    "height": ("height",),
    "load": ("load",),
    "on_duty": ("onduty",),
    "timestamp_ms": ("timestamp", "timestampms"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng"),
    "speed": ("speed",),
}
"""Column names as they occur in files: lower case, without underscores."""

DAMAGED = "chr(65533)"
"""U+FFFD, which stands for bytes that are not UTF-8 (and for control bytes)."""

SPACE = "(' ' || chr(9))"
"""What a field may hold and still count as empty."""

HEADER_MATCHES = 4
"""A line is a header when at least this many of its fields name their own column."""


def _number(column: str) -> str:
    kind = "bigint" if column == "timestamp_ms" else "double"
    return (
        f"coalesce(try_cast({column} as {kind}), "
        f"try_cast(replace({column}, ',', '.') as {kind})) as {column}_value"
    )


def _finite(column: str) -> str:
    if column == "timestamp_ms":
        return f"{column}_value as {column}"
    return f"case when isfinite({column}_value) then {column}_value end as {column}"


def _entry(column: str) -> str:
    unread = f"typed.{column} is null and trim({column}_text, {SPACE}) <> ''"
    return f"'{column}', case when {unread} then {column}_text end"


def _names_itself(column: str) -> str:
    names = ", ".join(f"'{alias}'" for alias in ALIASES[column])
    text = "fffid" if column == "fffid" else f"{column}_text"
    return f"(replace(lower(trim({text}, ' \"''')), '_', '') in ({names}))::integer"


_ANY_MISSING = " or ".join(
    f"(typed.{column} is null and {column}_text <> '')" for column in NUMERIC
)

INSERT_FIELDS = f"""
insert into raw.telemetry_rows
with {{fields}},
numbers as (
    select object_id, row_number, fffid,
        {", ".join(f"{column} as {column}_text" for column in NUMERIC)},
        {", ".join(_number(column) for column in NUMERIC)},
    from fields
),
typed as (
    select * exclude ({", ".join(f"{column}_value" for column in NUMERIC)}),
        {", ".join(_finite(column) for column in NUMERIC)},
    from numbers
),
explained as (
    select *,
        case when {_ANY_MISSING} then
            -- merging drops the columns without an entry
            nullif(json_merge_patch(
                '{{{{}}}}', json_object({", ".join(_entry(column) for column in NUMERIC)})
            )::varchar, '{{{{}}}}')
        end as unparsed,
    from typed
)
select object_id, row_number, nullif(fffid, ''), {", ".join(NUMERIC)}, unparsed,
from explained
where not contains(fffid, {DAMAGED})
    and (unparsed is null or not (
        contains(unparsed, {DAMAGED})
        or {" + ".join(_names_itself(column) for column in COLUMNS)} >= {HEADER_MATCHES}
    ))
"""
"""Load `fields`, all but headers and damaged text; the placeholder defines `fields`."""
