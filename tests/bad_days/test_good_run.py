"""What the fleet of awkward file names and bad rows leaves behind: all of it, accounted for."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from orchestration.simulator.spec import ROW_DEFECTS
from tests.bad_days.place import Place
from tests.bad_days.telemetry import NAMES, STUCK

KEPT = "samples.drop_rule is null or samples.drop_rule <> 'timestamp_not_a_number'"
FIELDS = ("fffid", "height", "load", "on_duty", "timestamp_ms", "latitude", "longitude", "speed")
A_FIELD_IS_NULL = " or ".join(f"readings.{name} is null" for name in FIELDS)
OUTCOMES = {
    "too_few_fields": "rejected.reason = 'too_few_fields'",
    "too_many_fields": "rejected.reason = 'too_many_fields'",
    "empty_field": f"unparsed is null and ({A_FIELD_IS_NULL})",
    "non_numeric": "unparsed is not null or made.defect_field = 'fffid'",
    "decimal_comma": "unparsed is null and readings.height is not null",
    "duplicate": "samples.drop_rule = 'exact_duplicate'",
    "seconds": "samples.sampled_at_ms // 1000 = made.sampled_at_ms // 1000",
    "clock_jump": KEPT,
    "out_of_order": KEPT,
    "tied_timestamp": KEPT,
}
"""What becomes of a row with each defect: a condition on the tables."""


@pytest.fixture(scope="module")
def made(good: Place) -> pd.DataFrame:
    """What the simulator did to each row of the files that were left as it wrote them."""
    parts = sorted((good.folder / "source" / "truth" / "rows").glob("*.parquet"))
    rows = pd.concat([pd.read_parquet(part) for part in parts if part.stem != STUCK])
    rows = rows.astype({"vehicle_id": str, "defect": str, "defect_field": str})
    rows["object_path"] = "real_data/" + rows["vehicle_id"].map(NAMES)
    return rows[["object_path", "row_number", "sampled_at_ms", "defect", "defect_field"]]


@pytest.mark.parametrize("defect", ROW_DEFECTS)
def test_a_row_defect_ends_where_it_should(good: Place, made: pd.DataFrame, defect: str) -> None:
    rows = made[made["defect"] == defect]
    with duckdb.connect(str(good.warehouse), read_only=True) as connection:
        connection.register("made", rows)
        right = connection.execute(f"""
            select count(*) from made
            left join raw.telemetry as readings using (object_path, row_number)
            left join raw.rejected_rows as rejected
                on made.object_path = rejected.object_path and made.row_number = line_number
            left join staging.stg_telemetry__samples as samples
                on made.object_path = samples.source_file and made.row_number = samples.row_number
            where {OUTCOMES[defect]}
        """).fetchone()
    assert right == (len(rows),) and len(rows) > 0


def test_every_line_is_loaded_or_rejected(good: Place) -> None:
    """Lines as Python counts them, file by file."""
    counted = good.query("""
        select object_path, row_count, loaded, coalesce(rejected, 0) from raw.objects
        left join (select object_id, count(*) as loaded from raw.telemetry_rows group by all)
            using (object_id)
        left join (select object_id, count(*) as rejected from raw.rejected_rows group by all)
            using (object_id)
    """)
    assert {path: count for path, count, *_ in counted} == {
        f"real_data/{name}": len((good.real_data / name).read_bytes().splitlines())
        for name in NAMES.values()
    }
    assert all(count == loaded + rejected for _, count, loaded, rejected in counted)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("raw.objects", "object_path"),
        ("raw.telemetry", "object_path"),
        ("intermediate.int_samples__carry_state", "source_file"),
    ],
)
def test_file_names_are_names_and_nothing_else(good: Place, table: str, column: str) -> None:
    found = good.query(f"select distinct {column} from {table}")
    assert {row[0] for row in found} == {f"real_data/{name}" for name in NAMES.values()}
