"""The typed way gives what the text way gives, for any file; and it is the way of clean files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from orchestration.errors import SourceError
from orchestration.simulator import default_fleet, write_fleet
from orchestration.warehouse import csv_reader, typed_load, typed_parser
from orchestration.warehouse.staged import StagedObject
from tests.warehouse.conftest import ROW, Lab, make_lab
from tests.warehouse.expected import read_csv
from tests.warehouse.test_csv_defects import ALL

TOKENS = [
    *("", "0", "-0", "+1", "1.5", "1.", ".5", "-.5", "1e3", "1E3", "1e+3", "1e-3", "5e", "e5"),
    *("1_000", "0x10", "0X1f", "0xFFFFFFFFFFFFFFFF", "-0x10", "0x10 ", "0b1", "0o7", "0x1p3"),
    *(" 1", "1 ", "\t1", "1\t", " ", " 1 ", "1 2", "\x0b1", "\x0c1", "\u00a01", "１", "١", "1\x04"),
    *("nan", "NaN", "-nan", "nan(1)", "inf", "Infinity", "-inf", "+inf", "1e999", "-1e999"),
    *("1e-999", "1e-320", "4.9e-324", "2.2250738585072011e-308", "1.7976931348623159e308"),
    *("true", "false", "t", "null", "NULL", "NA", "None", "#N/A", '"1"', "'1'", '""', "1\\", "#1"),
    *("1,5", "1,000", "1,000.5", "1f", "1d", "1L", "007", "-007", "00.5", "--1", "+-1", "-", "."),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "1" * 400),
    *("1740000000000.0", "1740000000000.5", "1.74e12", "9007199254740993", "9007199254740992.5"),
    *("0.1", "0.30000000000000004", "0." + "0" * 400 + "1", "0e999", "2024-01-01", "12:00"),
]


def random_tokens(count: int) -> list[str]:
    chance = random.Random(7)
    letters = "0123456789.-+eExX _n\t,"
    return ["".join(chance.choices(letters, k=chance.randint(1, 7))) for _ in range(count)]


def tables(lab: Lab) -> dict[str, list[tuple[Any, ...]]]:
    """All of raw but clock and runs, with numbers as text, which shows each bit and the sign."""
    return {
        "rows": lab.query(
            "select object_path, columns(telemetry_rows.* exclude (object_id))::varchar "
            "from raw.telemetry_rows join raw.objects using (object_id) "
            "order by object_path, row_number::bigint"
        ),
        "objects": lab.query("select * exclude (loaded_at) from raw.objects order by object_path"),
        "rejected": lab.query("select * from raw.rejected_rows order by object_path, line_number"),
    }


def typed_paths(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Ingest; the keys of the files that were loaded the typed way."""
    seen: set[str] = set()

    def noting(connection: duckdb.DuckDBPyConnection, staged: Sequence[StagedObject]) -> Any:
        loaded = typed_load.load_typed(connection, staged)
        seen.update(item.object_path for item in staged if item.object_id in loaded)
        return loaded

    with monkeypatch.context() as patch:
        patch.setattr(csv_reader, "load_typed", noting)
        lab.ingest(tolerate_bad_files=True)
    return {path.removeprefix("real_data/") for path in seen}


def as_text(lab: Lab, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """Another warehouse of the same files, loaded by way of their text alone."""
    other = Lab(
        make_lab(folder).settings.model_copy(update={"local_root": lab.settings.local_root})
    )
    with monkeypatch.context() as patch:
        patch.setattr(csv_reader, "load_typed", lambda connection, staged: {})
        other.ingest(tolerate_bad_files=True)
    return other


def test_every_number_text(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One odd text in a file of its own, as a double and as a timestamp."""
    tokens = list(dict.fromkeys(TOKENS + random_tokens(150)))
    for number, token in enumerate(tokens):
        lab.put(f"double/{number}.csv", f"{ROW}\nV;{token};1;1;1;1;1;{token}\n{ROW}\n")
        lab.put(f"bigint/{number}.csv", f"{ROW}\nV;1;1;1;{token};1;1;1\n{ROW}\n")
    typed = typed_paths(lab, monkeypatch)
    assert tables(lab) == tables(as_text(lab, tmp_path / "text", monkeypatch))
    refused = {"nan", "inf", "1e999", "0x10", "1,5", "true", " ", "1740000000000.5", "NULL", "１"}
    for number, token in enumerate(tokens):
        if token in refused:
            assert f"bigint/{number}.csv" not in typed
            assert f"double/{number}.csv" not in typed or token == "1740000000000.5"
        if token in {"", "0", "-0", "007"}:
            assert {f"bigint/{number}.csv", f"double/{number}.csv"} <= typed


def test_every_defect(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in ALL.items():
        lab.put(f"{name}.csv", content)
        lab.put(f"{name}.csv.gz", content)
    typed = typed_paths(lab, monkeypatch)
    for name in (
        "plain",
        "no line end at the end",
        "byte order mark",
        "crlf",
        "old mac",
        "one row",
    ):
        assert {f"{name}.csv", f"{name}.csv.gz"} <= typed
    assert not any("not utf-8" in path or "blank" in path or "header" in path for path in typed)
    assert tables(lab) == tables(as_text(lab, tmp_path / "text", monkeypatch))


@pytest.mark.parametrize("whole_bytes", [0, 1 << 20])
def test_simulated_fleet(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole_bytes: int
) -> None:
    """Clean and faulty files side by side, in groups that no file fits into."""
    monkeypatch.setattr(typed_parser, "WHOLE_BYTES", whole_bytes)
    monkeypatch.setattr(typed_parser._READ, "block_size", 1 << 14)
    monkeypatch.setattr(typed_load, "GROUP_ROWS", 700)
    faulty = default_fleet(vehicles=4, seed=5, rows=4_000)
    clean = default_fleet(vehicles=4, seed=6, rows=6_000, defects=())
    for name, fleet in (("faulty", faulty), ("clean", clean)):
        write_fleet(fleet, tmp_path / name, truth=False)
        for file in (tmp_path / name).rglob("*.csv"):
            lab.put(f"{name}/{file.parent.name}/{file.name}", file.read_bytes())
    typed = typed_paths(lab, monkeypatch)
    keys = {key for (key,) in lab.query("select object_path from raw.objects")}
    assert {key for key in keys if "clean/" in key} <= {f"real_data/{key}" for key in typed}
    assert any("faulty/" in key and key.removeprefix("real_data/") not in typed for key in keys)
    text = as_text(lab, tmp_path / "text", monkeypatch)
    assert tables(lab) == tables(text)
    assert lab.mismatches() == []
    for key in sorted(typed)[:3]:
        assert lab.rows(key) == read_csv(lab.path(key).read_bytes()).rows


def test_file_that_changes_between_two_looks(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file is judged first, then read again."""
    monkeypatch.setattr(typed_parser, "WHOLE_BYTES", 0)
    lab.put("a.csv", f"{ROW}\n" * 10)

    def judged(item: StagedObject) -> Any:
        batches = typed_parser.parse_typed(item)
        lab.put("a.csv", "7;x;1;1;1;1;1;1\n" * 10)
        return batches

    monkeypatch.setattr(typed_load, "parse_typed", judged)
    with pytest.raises(SourceError, match=r"^real_data/a\.csv: changed while it was read"):
        lab.ingest()
    assert lab.query("select count(*) from duckdb_tables() where schema_name = 'raw'") == [(0,)]


@pytest.mark.parametrize("sizes", [[3, 5, 1], [9], [1] * 9, [4, 4], [8, 0, 1], []])
def test_groups_keep_all_rows_in_order(sizes: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_load, "GROUP_ROWS", 4)
    numbers = iter(range(sum(sizes)))
    schema = pa.schema([("n", pa.int64())])
    given = [pa.record_batch({"n": [next(numbers) for _ in range(size)]}, schema) for size in sizes]
    groups = [batch.column("n").to_pylist() for batch in typed_load._groups(given)]
    assert [len(group) for group in groups[:-1]] == [4] * (len(groups) - 1)
    assert [number for group in groups for number in group] == list(range(sum(sizes)))
