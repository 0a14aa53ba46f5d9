from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from orchestration.publishing.errors import PublishError
from orchestration.publishing.export import export
from orchestration.publishing.parquet import OF_A_TABLE
from tests.publishing.warehouse import MODEL, OBJECTS, OLDER_MODEL, ROWS, build


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    build(path, "1" * 64)
    return path


def exported(
    warehouse: Path,
    folder: str,
    tables: tuple[str, ...] = tuple(ROWS),
    *,
    before: str = "",
    threads: int = 2,
    model_run_ids: tuple[str, ...] = (MODEL,),
) -> dict[str, tuple[int, str]]:
    """Size and MD5 by name; both checked against the files."""
    with duckdb.connect(str(warehouse), config={"threads": threads}) as connection:
        connection.execute(before)
        made = export(connection, tables, warehouse.parent / folder, model_run_ids=model_run_ids)
    for part in made.parts:
        content = (warehouse.parent / folder / part.name).read_bytes()
        assert part.path.read_bytes() == content
        assert (part.size_bytes, part.md5) == (len(content), hashlib.md5(content).hexdigest())
    assert sum(made.rows.values()) == sum(
        len(pd.read_parquet(part.path, columns=[])) for part in made.parts
    )
    return {part.name: (part.size_bytes, part.md5) for part in made.parts}


def test_one_file_per_day_of_the_first_time(warehouse: Path) -> None:
    assert set(exported(warehouse, "out")) == OBJECTS
    assert all(OF_A_TABLE.fullmatch(name) for name in OBJECTS)
    folder = warehouse.parent / "out" / "marts" / "fct_carry_segments"
    days = {path.stem: list(pd.read_parquet(path)["segment_id"]) for path in folder.iterdir()}
    # s2 is of the last millisecond of its day; rows are in the order of all columns.
    assert days == {"2025-03-03": ["s1", "s2"], "2025-03-04": ["s3"], "undated": ["s4"]}


def test_the_history_of_runs_is_left_out(warehouse: Path) -> None:
    exported(warehouse, "out")
    runs = pd.read_parquet(warehouse.parent / "out" / "ml" / "training_runs" / "all.parquet")
    assert list(runs["run_id"]) == [MODEL]
    assert not {"trained_at", "seconds"} & set(runs.columns)
    metrics = pd.read_parquet(warehouse.parent / "out" / "ml" / "model_metrics" / "all.parquet")
    assert set(metrics["run_id"]) == {MODEL} and len(metrics) == 2


def test_the_same_rows_are_the_same_bytes(warehouse: Path) -> None:
    """Written in another order, at another time, with other threads, beside other runs."""
    first = exported(warehouse, "first", threads=1)
    shuffled = f"""
        create or replace table marts.fct_carry_segments as
            select * from marts.fct_carry_segments order by segment_id desc;
        create or replace table marts.dim_vehicles as
            select * from marts.dim_vehicles order by vehicle_id;
        update ml.training_runs set trained_at = timestamp '2025-04-01', seconds = 7
            where run_id = '{MODEL}';
        update ml.model_metrics set value = 0.1 where run_id = '{OLDER_MODEL}';
        set TimeZone = 'Asia/Tokyo';
    """
    assert exported(warehouse, "second", before=shuffled, threads=2) == first


def test_many_rows_are_the_same_bytes_too(warehouse: Path) -> None:
    """More than one row group, which several threads would share."""
    rows = "select hash(n) % 1000 as a, n as b from range(300000) as t(n) order by hash(n, {seed})"
    tables = ("marts.many",)
    one, two = (
        exported(
            warehouse,
            f"out{seed}",
            tables,
            before=f"create or replace table marts.many as {rows.format(seed=seed)}",
            threads=seed,
        )
        for seed in (1, 2)
    )
    assert one == two


def test_other_rows_are_other_bytes_of_that_day_alone(warehouse: Path) -> None:
    first = exported(warehouse, "first")
    change = "update marts.fct_carry_segments set duration_s = 9 where segment_id = 's3'"
    second = exported(warehouse, "second", before=change)
    changed = {name for name in OBJECTS if first[name] != second[name]}
    assert changed == {"marts/fct_carry_segments/2025-03-04.parquet"}


@pytest.mark.parametrize("table", ["marts.dim_vehicles", "marts.fct_carry_segments"])
def test_a_table_without_rows_has_its_columns(warehouse: Path, table: str) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        columns = list(connection.execute(f"select * from {table}").df().columns)
    (name,) = exported(warehouse, "out", (table,), before=f"delete from {table}")
    frame = pd.read_parquet(warehouse.parent / "out" / name)
    assert (list(frame.columns), len(frame)) == (columns, 0)


def test_unknown_table(warehouse: Path) -> None:
    with pytest.raises(PublishError, match=r"no table marts\.trips .*FORKLIFT_PUBLISH_TABLES"):
        exported(warehouse, "out", ("marts.trips",))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_days_are_those_of_utc(warehouse: Path, zone: str) -> None:
    """A time with a zone lies in another day elsewhere."""
    zoned = (
        "create table marts.zoned as select timestamptz '2025-03-03 23:30:00+00' as at;"
        f" set TimeZone = '{zone}'"
    )
    assert set(exported(warehouse, "out", ("marts.zoned",), before=zoned)) == {
        "marts/zoned/2025-03-03.parquet"
    }
