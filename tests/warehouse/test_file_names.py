"""File names reach neither SQL nor the file system of the staging folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.conftest import ROW, Lab, make_lab

NAMES = [
    "FL 01.csv",
    "it's.csv",
    'say "hi".csv',
    "a;b.csv",
    "'); drop table raw.objects; --.csv",
    "*.csv",
    "?.csv",
    "[a].csv",
    "{b,c}.csv",
    "$paths.csv",
    "%41.csv",
    "back\\slash.csv",
    "new\nline.csv",
    "Gäbel 🚜.csv",
    "UPPER.CSV",
    "sub folder/[2025]/x.csv",
    "-rf.csv",
    "~.csv",
    "a.csv",
    "b.parquet.csv",
]


def test_each_name_keeps_its_own_rows(lab: Lab) -> None:
    for number, name in enumerate(NAMES):
        lab.put(name, f"{number};" + ROW.split(";", 1)[1] + f"\n{number}\n")
    report = lab.ingest()
    assert (report.objects_added, report.rows_loaded, report.rows_rejected) == (20, 20, 20)
    found = lab.query("select object_path, fffid from raw.telemetry")
    assert dict(found) == {f"real_data/{name}": str(n) for n, name in enumerate(NAMES)}
    assert len(lab.query("select distinct object_id from raw.objects")) == 20
    rejected = lab.query("select object_path, raw_line from raw.rejected_rows")
    assert dict(rejected) == dict(found)


@pytest.mark.parametrize("folder", ["[1]", "a*b", "it's; {x}"])
def test_folders_with_wildcards(tmp_path: Path, folder: str) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / folder).mkdir()
    lab = make_lab(tmp_path / folder)
    lab.put("a.csv", f"{ROW}\n1;2\n")
    assert lab.ingest().rows_rejected == 1
    assert len(lab.rows("a.csv")) == 1


def test_what_is_no_telemetry_is_passed_over(lab: Lab) -> None:
    lab.put("a.csv", f"{ROW}\n")
    for name in (".hidden.csv", ".git/b.csv", "sub/.c.csv", "notes.txt", "a.csv.bak", "d.xlsx"):
        lab.put(name, "x")
    lab.path("folder.csv").mkdir()
    report = lab.ingest()
    assert report.objects_total == 1
    assert report.version.metadata["ignored_files"] == "3"
    assert report.objects_failed == 0
