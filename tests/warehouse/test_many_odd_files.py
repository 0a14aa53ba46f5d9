"""Many files of which none can be read as typed columns, at once."""

from __future__ import annotations

from tests.warehouse.conftest import Lab

ODD = "FL-1;0,5;1;1;{};52.1;13.1;5"
"""A decimal comma, at which the typed parser gives up."""
ROWS, FILES = 100_000, 4


def test_rows_that_come_after_no_typed_rows_are_there(lab: Lab) -> None:
    """DuckDB takes several row groups in parallel, and had lost sight of them."""
    for number in range(FILES):
        times = range(1_740_988_800_000, 1_740_988_800_000 + ROWS)
        lab.put(f"{number}.csv", "".join(ODD.format(time) + "\n" for time in times))
    report = lab.ingest()
    assert (report.rows_in, report.rows_loaded) == (ROWS * FILES, ROWS * FILES)
    counted = lab.query("select count(*), count(distinct object_id) from raw.telemetry_rows")
    assert counted == [(ROWS * FILES, FILES)]
