"""The copy of the warehouse: read while runs write, and replaced below those who read it."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import SettingsError
from orchestration.exporting.copy import copy_warehouse, fold_log
from orchestration.settings import load_settings

ANSWER = "select n from numbers.seen"  # a view that names its table by the file's name


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema numbers; create table numbers.one as select 1 as n")
        connection.execute("create view numbers.seen as from warehouse.numbers.one")
    return path


def rewrite(warehouse: Path, n: int) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update numbers.one set n = ?", [n])


def read(path: Path) -> list[tuple[int]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(ANSWER).fetchall()


def test_the_open_old_copy_stays_valid(warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert copy_warehouse(warehouse, out)
    copy = out / "warehouse.duckdb"
    assert copy.read_bytes() == warehouse.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o444
    with duckdb.connect(str(copy), read_only=True) as analyst:
        rewrite(warehouse, 2)  # while the analyst reads
        assert copy_warehouse(warehouse, out)
        assert analyst.execute(ANSWER).fetchall() == [(1,)]
        assert analyst.execute("select n from numbers.one").fetchall() == [(1,)]
    assert read(copy) == [(2,)]
    assert [path.name for path in out.iterdir()] == ["warehouse.duckdb"]


def test_an_unchanged_warehouse_is_not_copied_again(warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert copy_warehouse(warehouse, out)
    assert not copy_warehouse(warehouse, out)
    rewrite(warehouse, 3)
    assert copy_warehouse(warehouse, out)


def test_what_a_killed_copy_left_is_replaced(warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ".warehouse.duckdb.new").write_bytes(b"half")
    assert copy_warehouse(warehouse, out)
    assert read(out / "warehouse.duckdb") == [(1,)]
    assert len(list(out.iterdir())) == 1


def test_what_a_killed_run_left_in_the_log_is_copied_too(warehouse: Path, tmp_path: Path) -> None:
    """A copy of file and log while they are open is what a killed writer leaves."""
    torn = tmp_path / "torn"
    torn.mkdir()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("set checkpoint_threshold = '1 GB'")
        connection.execute("update numbers.one set n = 7")
        for name in ("warehouse.duckdb", "warehouse.duckdb.wal"):
            (torn / name).write_bytes((tmp_path / name).read_bytes())
    settings = load_settings(warehouse=torn / "warehouse.duckdb")
    fold_log(settings)
    assert copy_warehouse(settings.warehouse_path, tmp_path / "out")
    assert read(tmp_path / "out" / "warehouse.duckdb") == [(7,)]


def test_the_copy_may_not_be_the_warehouse_nor_telemetry(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^FORKLIFT_EXPORT_DIR=.* holds the warehouse itself"):
        load_settings(data_dir=tmp_path, export_dir=tmp_path)
    with pytest.raises(SettingsError, match=r"^FORKLIFT_EXPORT_DIR=.* lies in the telemetry"):
        load_settings(local_root=tmp_path, export_dir=tmp_path / "real_data" / "export")
    assert load_settings(data_dir=tmp_path).export_path == tmp_path / "export"
