"""Parquet files: columns by name or position, types of any kind, and the same rules as for CSV."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import BadFileError
from tests.warehouse.conftest import ROW, Lab

NAMES = ["FFFID", "Height", "Load", "OnDuty", "Timestamp", "Latitude", "Longitude", "Speed"]
MOMENT = datetime(2025, 2, 19, 21, 20, 0, 123000, tzinfo=UTC)
"""1740000000123 ms: 1740000000 is 2025-02-19 21:20:00 UTC."""
TYPED: list[list[Any]] = [
    [7, None],
    [0.5, None],
    [1, 0],
    [1, None],
    [1740000000123, None],
    [-37.5, None],
    [144.5, None],
    [6.25, None],
]
READ = [
    (1, "7", 0.5, 1.0, 1.0, 1740000000123, -37.5, 144.5, 6.25, None),
    (2, None, None, 0.0, None, None, None, None, None, None),
]


def write(lab: Lab, key: str, columns: dict[str, Any]) -> None:
    file = lab.path(key)
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), file)


def test_types_vary(lab: Lab) -> None:
    def table(**changed: Any) -> dict[str, Any]:
        return dict(zip(NAMES, TYPED, strict=True)) | changed

    variants = {
        "integers and doubles": table(),
        "text": {
            name: [None if value is None else str(value) for value in column]
            for name, column in zip(NAMES, TYPED, strict=True)
        },
        "booleans": table(Load=[True, False], OnDuty=[True, None]),
        "decimals": table(Height=[Decimal("0.50"), None], Speed=[Decimal("6.250"), None]),
        "float32": table(Height=pa.array([0.5, None], pa.float32())),
        "timestamps ms": table(Timestamp=pa.array([MOMENT, None], pa.timestamp("ms"))),
        "timestamps ns": table(Timestamp=pa.array([MOMENT, None], pa.timestamp("ns"))),
        "timestamps utc": table(Timestamp=pa.array([MOMENT, None], pa.timestamp("us", "UTC"))),
        "timestamps zone": table(
            Timestamp=pa.array([MOMENT, None], pa.timestamp("us", "Australia/Melbourne"))
        ),
        "reordered": dict(reversed(table().items())),
        "lower case": {name.lower(): column for name, column in table().items()},
        "snake case and more": {
            "extra; --": [1, 2],
            **{name.replace("OnDuty", "on_duty"): column for name, column in table().items()},
            "file_name": ["a", "b"],
        },
        "no names": {f"f{n}": column for n, column in enumerate(TYPED)},
    }
    for name, columns in variants.items():
        write(lab, f"{name}.parquet", columns)
    lab.ingest()
    assert {name: lab.rows(f"{name}.parquet") for name in variants} == dict.fromkeys(variants, READ)
    assert lab.mismatches() == []


def test_values_that_are_no_numbers(lab: Lab) -> None:
    write(
        lab,
        "a.parquet",
        dict(zip(NAMES, [[value, value] for value in ROW.split(";")], strict=True))
        | {"Height": [float("nan"), float("inf")], "Load": ["n/a", "0,5"]},
    )
    lab.ingest()
    first, second = lab.rows("a.parquet")
    assert (first[2], first[3], first[-1]) == (None, None, {"height": "nan", "load": "n/a"})
    assert (second[2], second[3], second[-1]) == (None, 0.5, {"height": "inf"})


def test_row_numbers_of_many_row_groups(lab: Lab) -> None:
    count = 50_000
    for name in "ab":
        file = lab.path(f"{name}.parquet")
        columns = {n: list(range(count)) for n in NAMES} | {"FFFID": [name] * count}
        pq.write_table(pa.table(columns), file, row_group_size=3000)
    lab.put("c.csv", f"{ROW}\n")
    lab.ingest()
    wrong = lab.query("select count(*) from raw.telemetry where row_number <> height + 1")
    assert lab.query(
        "select object_path, any_value(fffid), count(*) from raw.telemetry group by 1 order by 1"
    ) == [
        ("real_data/a.parquet", "a", count),
        ("real_data/b.parquet", "b", count),
        ("real_data/c.csv", "7", 1),
    ]
    assert wrong == [(1,)]  # the row of c.csv


def test_an_empty_table(lab: Lab) -> None:
    write(lab, "a.parquet", {name: pa.array([], pa.float64()) for name in NAMES})
    assert lab.ingest().rows_in == 0
    assert lab.query("select status, row_count from raw.objects") == [("loaded", 0)]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (NAMES[:-1], r"without column\(s\) speed; it has FFFID, .*, Longitude$"),
        ([*NAMES[:-1], "Velocity"], r"without column\(s\) speed; it has .*Velocity$"),
        (["a", "b"], r"without column\(s\) fffid, height, .*; it has a, b$"),
    ],
)
def test_missing_columns(lab: Lab, tmp_path: Path, columns: list[str], message: str) -> None:
    write(lab, "a.parquet", {name: [1] for name in columns})
    with pytest.raises(BadFileError, match=rf"^real_data/a\.parquet: Parquet {message}"):
        lab.ingest()
