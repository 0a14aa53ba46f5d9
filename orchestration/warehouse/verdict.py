"""Whether a loaded object was telemetry at all.

Lives here: the rule by which a CSV file is bad as a whole. Not here: what happens then.

The rule: apart from header lines, no line has eight fields, or more than half of the lines are
rejected. Single defects are rejected rows; a wrong delimiter, binary rubbish or another export
format is a bad file.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

_SQL = """
with rejected as (
    select
        object_id,
        count(*) filter (where reason <> 'header_line') as bad_count,
        count(*) filter (where reason = 'header_line') as header_count,
        min(line_number) filter (where reason <> 'header_line') as first_line,
        arg_min(reason, line_number) filter (where reason <> 'header_line') as reason,
        arg_min(raw_line, line_number) filter (where reason <> 'header_line') as raw_line,
    from raw.rejected_lines
    where object_id in (select unnest($ids))
    group by object_id
)
select object_id, first_line, reason, bad_count, counts.row_count - header_count, raw_line
from rejected
inner join (select unnest($ids) as object_id, unnest($row_counts) as row_count) as counts
    using (object_id)
where bad_count * 2 > counts.row_count - header_count
"""
_OTHER_DELIMITERS = {",": "','", "\t": "a tab", "|": "'|'"}


def bad_objects(
    connection: duckdb.DuckDBPyConnection, row_counts: dict[int, int]
) -> dict[int, str]:
    """The objects among these (lines by object id) that are bad as a whole, with the reason."""
    rows: Sequence[tuple[int, int, str, int, int, str]] = connection.execute(
        _SQL, {"ids": list(row_counts), "row_counts": list(row_counts.values())}
    ).fetchall()
    return {
        object_id: f"line {line} is no row of 8 fields separated by ';' ({reason}"
        f"{_hint(raw_line)}); {bad} of {content} lines are bad"
        for object_id, line, reason, bad, content, raw_line in rows
    }


def _hint(raw_line: str) -> str:
    used = [name for sign, name in _OTHER_DELIMITERS.items() if raw_line.count(sign) == 7]
    return f", the delimiter seems to be {used[0]}" if used and ";" not in raw_line else ""
