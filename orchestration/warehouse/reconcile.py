"""Proof that no row is lost: lines in = loaded + rejected, object by object.

Lives here: the comparison of the manifest with the tables. The manifest's `row_count` comes from
counting line ends (Parquet: from the file's footer), not from the reader that filled the tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Mismatch:
    """An object whose rows do not add up; `object_path` is None for rows without an object."""

    object_path: str | None
    row_count: int
    loaded_rows: int
    rejected_rows: int

    def __str__(self) -> str:
        """One line for people."""
        return (
            f"{self.object_path or 'rows of no object'}: {self.row_count} lines, but "
            f"{self.loaded_rows} loaded and {self.rejected_rows} rejected"
        )


SQL = """
with counted as (
    select object_id, sum(loaded) as loaded, sum(rejected) as rejected
    from (
        select object_id, count(*) as loaded, 0 as rejected
        from raw.telemetry_rows group by object_id
        union all
        select object_id, 0 as loaded, count(*) as rejected
        from raw.rejected_lines group by object_id
    )
    group by object_id
)
select
    objects.object_path,
    coalesce(objects.row_count, 0),
    coalesce(counted.loaded, 0)::bigint,
    coalesce(counted.rejected, 0)::bigint,
from raw.objects
full join counted on objects.object_id = counted.object_id
where
    objects.object_id is null
    or coalesce(counted.loaded, 0) <> objects.loaded_row_count
    or coalesce(counted.rejected, 0) <> objects.rejected_row_count
    or objects.loaded_row_count + objects.rejected_row_count <> objects.row_count
order by objects.object_path nulls first
"""


def reconcile(connection: duckdb.DuckDBPyConnection) -> list[Mismatch]:
    """The objects whose counts disagree; an empty list means that every line is accounted for."""
    return [Mismatch(*row) for row in connection.execute(SQL).fetchall()]
