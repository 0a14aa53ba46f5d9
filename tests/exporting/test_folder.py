"""The folder of files after changes of the tables, and after a death in the middle."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from orchestration.exporting.folder import Exported, export_tables
from orchestration.exporting.manifest import NAME
from tests.publishing.warehouse import build

TABLES = ("marts.dim_vehicles", "marts.fct_carry_segments", "marts.fct_carry_estimates")
FILES = {
    "marts/dim_vehicles/all.parquet",
    "marts/fct_carry_estimates/2025-03-03.parquet",
    "marts/fct_carry_segments/2025-03-03.parquet",
    "marts/fct_carry_segments/2025-03-04.parquet",
    "marts/fct_carry_segments/undated.parquet",
}
CHANGED = "marts/fct_carry_segments/2025-03-04.parquet"
CHANGE = "update marts.fct_carry_segments set duration_s = 9 where segment_id = 's3'"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    build(path, "1" * 64)
    return path


def exported(
    warehouse: Path,
    folder: str = "out",
    tables: tuple[str, ...] = TABLES,
    *,
    before: str = "",
    threads: int = 2,
) -> Exported:
    with duckdb.connect(str(warehouse), config={"threads": threads}) as connection:
        connection.execute(before)
        return export_tables(connection, tables, warehouse.parent / folder, "v1")


def held(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, the manifest and what is hidden too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def assert_whole(folder: Path, warehouse: Path) -> None:
    """The files and the manifest say what the tables say, by another way of reading."""
    manifest = json.loads((folder / NAME).read_text())["files"]
    assert set(held(folder)) == set(manifest) | {NAME}
    for name, entry in manifest.items():
        content = (folder / name).read_bytes()
        assert hashlib.md5(content).hexdigest() == entry["md5"], name
        assert len(content) == entry["size_bytes"]
        assert len(pd.read_parquet(folder / name, columns=[])) == entry["rows"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table in TABLES:
            pattern = folder / table.replace(".", "/") / "*.parquet"
            both = f"from {table} except all from '{pattern}'"
            assert connection.execute(both).fetchall() == []
            other = f"from '{pattern}' except all from {table}"
            assert connection.execute(other).fetchall() == []


def test_one_file_per_day_and_one_for_a_dimension(warehouse: Path, tmp_path: Path) -> None:
    done = exported(warehouse)
    assert set(done.written) == set(done.manifest.files) == FILES
    assert (done.unchanged, done.removed, done.missing) == (0, [], [])
    assert_whole(tmp_path / "out", warehouse)


def test_the_same_rows_are_the_same_bytes_manifest_included(warehouse: Path) -> None:
    shuffled = """
        create or replace table marts.fct_carry_segments as
            select * from marts.fct_carry_segments order by segment_id desc
    """
    exported(warehouse, "one")
    exported(warehouse, "two", before=shuffled, threads=1)
    one, two = (held(warehouse.parent / name) for name in ("one", "two"))
    assert one == two


def test_only_the_day_that_changed_is_written(warehouse: Path, tmp_path: Path) -> None:
    exported(warehouse)
    before = {name: (tmp_path / "out" / name).stat().st_ino for name in FILES}
    stamp = (tmp_path / "out" / NAME).stat().st_mtime_ns
    again = exported(warehouse)
    assert (again.written, again.unchanged) == ([], len(FILES))
    assert (tmp_path / "out" / NAME).stat().st_mtime_ns == stamp
    done = exported(warehouse, before=CHANGE)
    assert (done.written, done.unchanged) == ([CHANGED], len(FILES) - 1)
    after = {name: (tmp_path / "out" / name).stat().st_ino for name in FILES}
    assert {name for name in FILES if before[name] != after[name]} == {CHANGED}
    assert_whole(tmp_path / "out", warehouse)


@pytest.mark.parametrize(
    "change",
    [
        "alter table marts.dim_vehicles rename reading_count to readings",
        "alter table marts.dim_vehicles alter reading_count type double",
        "insert into marts.dim_vehicles from marts.dim_vehicles",
    ],
)
def test_other_columns_and_repeated_rows_are_changes(warehouse: Path, change: str) -> None:
    exported(warehouse)
    assert exported(warehouse, before=change).written == ["marts/dim_vehicles/all.parquet"]


def test_days_and_tables_that_are_gone_disappear(warehouse: Path, tmp_path: Path) -> None:
    exported(warehouse)
    notes = tmp_path / "out" / "marts" / "fct_carry_segments" / "notes.txt"
    notes.write_text("of an analyst")
    gone = "delete from marts.fct_carry_segments where segment_id = 's3'"
    assert exported(warehouse, before=gone).removed == [CHANGED]
    left = exported(warehouse, tables=TABLES[:1])
    assert set(left.removed) == FILES - {CHANGED, "marts/dim_vehicles/all.parquet"}
    assert not (tmp_path / "out" / "marts" / "fct_carry_estimates").exists()
    assert notes.read_text() == "of an analyst"


def test_a_table_that_empties_keeps_its_columns(warehouse: Path, tmp_path: Path) -> None:
    exported(warehouse)
    done = exported(warehouse, before="delete from marts.fct_carry_estimates")
    assert done.written == ["marts/fct_carry_estimates/all.parquet"]
    assert done.removed == ["marts/fct_carry_estimates/2025-03-03.parquet"]
    assert_whole(tmp_path / "out", warehouse)


def test_a_table_that_is_not_built_is_told(warehouse: Path) -> None:
    done = exported(warehouse, tables=(*TABLES, "marts.fct_trips"))
    assert done.missing == ["marts.fct_trips"]
    assert set(done.written) == FILES


@pytest.mark.parametrize("harm", ["cut", "removed", "manifest gone", "manifest torn"])
def test_what_was_harmed_is_written_again(warehouse: Path, tmp_path: Path, harm: str) -> None:
    exported(warehouse)
    file, manifest = tmp_path / "out" / CHANGED, tmp_path / "out" / NAME
    match harm:
        case "cut":
            file.write_bytes(file.read_bytes()[:-1])
        case "removed":
            file.unlink()
        case "manifest gone":
            manifest.unlink()
        case _:
            manifest.write_bytes(manifest.read_bytes()[:-20])
    done = exported(warehouse)
    assert set(done.written) == (FILES if "manifest" in harm else {CHANGED})
    assert_whole(tmp_path / "out", warehouse)


KILLED = """
    import os, signal, sys
    from pathlib import Path
    import duckdb
    from orchestration.exporting import folder

    moment, number = sys.argv[3], int(sys.argv[4])
    def dying(wrapped, when):
        left = [number]
        def call(*given, **named):
            left[0] -= 1
            if left[0] == 0 and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            made = wrapped(*given, **named)
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return made
        return call
    when, name = moment.split()
    if name == "manifest":
        folder.Manifest.write = dying(folder.Manifest.write, when)
    else:
        setattr(folder, name, dying(getattr(folder, name), when))
    with duckdb.connect(sys.argv[1]) as connection:
        tables = ["marts.dim_vehicles", "marts.fct_carry_segments", "marts.fct_carry_estimates"]
        folder.export_tables(connection, tables, Path(sys.argv[2]), "v1")
"""


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("before put", 1),
        ("after put", 1),
        ("after put", 2),
        ("before write", 2),
        ("after manifest", 1),
        ("before manifest", 2),
    ],
)
def test_a_kill_leaves_old_or_new_files_and_the_next_run_mends(
    warehouse: Path, tmp_path: Path, moment: str, number: int
) -> None:
    exported(warehouse)
    old = held(tmp_path / "out")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(CHANGE)
        connection.execute("insert into marts.dim_vehicles values ('FL-03', 'forklift', 5)")
    exported(warehouse, "whole")
    new = held(tmp_path / "whole")
    arguments = [str(warehouse), str(tmp_path / "out"), moment, str(number)]
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), *arguments],
        env=dict(os.environ),
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    found = held(tmp_path / "out")
    for name in FILES:
        assert found[name] in (old[name], new[name]), name
    # The data goes back meanwhile: what the manifest says of a file must be true of it.
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "update marts.fct_carry_segments set duration_s = 5.5 where segment_id = 's3'"
        )
        connection.execute("delete from marts.dim_vehicles where vehicle_id = 'FL-03'")
    exported(warehouse)
    assert held(tmp_path / "out") == old
