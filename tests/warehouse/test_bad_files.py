"""Files that are no telemetry: loud, named, and harmless to the others when tolerated."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import BadFileError
from tests.warehouse.conftest import ROW, Lab

RUBBISH = random.Random(3).randbytes(60_000)


def damaged_parquet(folder: Path) -> bytes:
    """A file whose footer is whole and whose pages are not."""
    numbers = list(range(5000))
    file = folder / "whole.parquet"
    names = ("FFFID", "Height", "Load", "OnDuty", "Timestamp", "Latitude", "Longitude", "Speed")
    pq.write_table(pa.table(dict.fromkeys(names, numbers)), file)
    content = bytearray(file.read_bytes())
    content[10:2000] = b"\xff" * 1990
    return bytes(content)


BAD: dict[str, tuple[bytes | str, str]] = {
    "commas.csv": (
        "7,1,1,1,1740000000000,1,1,1\n" * 3,
        r"line 1 is no row .*too_few_fields, the delimiter seems to be ','\); 3 of 3 lines",
    ),
    "tabs.csv": (ROW.replace(";", "\t"), "the delimiter seems to be a tab"),
    "header and commas.csv": (
        "FFFID;Height;Load;OnDuty;Timestamp;Latitude;Longitude;Speed\n1,2\n",
        "line 2 is no row .* 1 of 1 lines",
    ),
    "mostly bad.csv": (f"{ROW}\n{ROW}\n1;2\n3;4\n5;6\n", "line 3 is no row .* 3 of 5 lines"),
    "rubbish.csv": (RUBBISH, "line 1 is no row .*invalid_encoding"),
    "long line.csv": (f"{ROW}\n" + "x" * 1_000_000, "line 2 is longer than 256 KiB"),
    "utf-16.csv": (f"{ROW}\n".encode("utf-16"), "invalid_encoding"),
    "rubbish.parquet": (RUBBISH, "not a readable Parquet file"),
    "empty.parquet": (b"", "not a readable Parquet file"),
}


@pytest.mark.parametrize("key", BAD)
def test_fails_loudly_with_name_and_line(lab: Lab, key: str) -> None:
    content, message = BAD[key]
    lab.put("good.csv", f"{ROW}\n")
    lab.ingest()
    before = lab.state()
    lab.put(key, content)
    with pytest.raises(BadFileError, match=f"^real_data/{key}: .*{message}") as caught:
        lab.ingest()
    assert "\n" not in str(caught.value)
    assert lab.state() == before
    assert lab.query("select count(*) from raw.ingest_runs") == [(1,)]


@pytest.mark.parametrize("kept", [0, 5, 40])
def test_damaged_gzip(lab: Lab, kept: int) -> None:
    lab.put("a.csv.gz", "".join(f"7;1;1;1;{n};1;1;1\n" for n in range(1000)))
    whole = lab.path("a.csv.gz").read_bytes()
    lab.path("a.csv.gz").write_bytes(whole[:-9] if kept == 40 else b"7;1;1;1" * (kept + 1))
    with pytest.raises(BadFileError, match=r"^real_data/a\.csv\.gz: damaged gzip from line \d+"):
        lab.ingest()


def test_damaged_parquet_page(lab: Lab, tmp_path: Path) -> None:
    lab.put("a.parquet", damaged_parquet(tmp_path))
    with pytest.raises(BadFileError, match=r"^real_data/a\.parquet: damaged Parquet .* row 0"):
        lab.ingest()


def test_other_files_load_when_tolerated(lab: Lab, tmp_path: Path) -> None:
    for key, (content, _) in BAD.items():
        lab.put(key, content)
    lab.put("damaged.parquet", damaged_parquet(tmp_path))
    lab.put("good.csv", f"{ROW}\n" * 4)
    lab.put("good.csv.gz", f"{ROW}\n" * 3)
    report = lab.ingest(tolerate_bad_files=True)

    bad = {f"real_data/{key}" for key in (*BAD, "damaged.parquet")}
    assert report.failed.keys() == bad
    assert (report.objects_total, report.objects_added) == (len(bad) + 2, 2)
    assert (report.rows_in, report.total_rows_in, report.rows_rejected) == (7, 7, 0)
    failed = lab.query("select object_path, error from raw.objects where status = 'failed'")
    assert dict(failed) == report.failed
    assert all(error.startswith(f"{path}: ") for path, error in failed)
    assert lab.query("select object_path, count(*) from raw.telemetry group by 1 order by 1") == [
        ("real_data/good.csv", 4),
        ("real_data/good.csv.gz", 3),
    ]
    assert lab.mismatches() == []


def test_failed_objects_are_tried_again(lab: Lab) -> None:
    lab.put("a.csv", "no telemetry\n")
    lab.put("b.csv", f"{ROW}\n")
    assert lab.ingest(tolerate_bad_files=True).objects_failed == 1
    again = lab.ingest(tolerate_bad_files=True)
    assert (again.objects_failed, again.objects_unchanged, again.objects_replaced) == (1, 1, 0)
    with pytest.raises(BadFileError, match=r"real_data/a\.csv"):
        lab.ingest()
    lab.put("a.csv", f"{ROW}\n")
    mended = lab.ingest()
    assert (mended.objects_failed, mended.objects_replaced, mended.total_rows_in) == (0, 1, 2)
    assert lab.query("select count(*) from raw.objects where error is not null") == [(0,)]


def test_good_rows_of_a_file_that_turned_bad_are_gone(lab: Lab) -> None:
    lab.put("a.csv", f"{ROW}\n")
    lab.ingest()
    lab.put("a.csv", "no telemetry\n")
    lab.ingest(tolerate_bad_files=True)
    assert lab.query("select count(*) from raw.telemetry_rows") == [(0,)]


def test_several_bad_files_are_counted(lab: Lab) -> None:
    lab.put("b.csv", "x\n")
    lab.put("a.csv", "x\n")
    with pytest.raises(BadFileError, match=r"^real_data/a\.csv: .*\(and 1 more bad files\)$"):
        lab.ingest()
