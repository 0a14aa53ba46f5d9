"""Files: what is written is what the truth says, and each defect is where the truth says."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from orchestration.errors import SettingsError
from orchestration.simulator import FleetSpec, VehicleSpec, simulate_fleet, write_fleet
from orchestration.simulator.rows import FIELDS, HEADER
from orchestration.simulator.spec import DEFECTS, ROW_DEFECTS

Written = Callable[..., tuple[Path, pd.DataFrame]]


def lines_of(path: Path) -> list[str]:
    """Return the lines of a CSV object, decompressed, without BOM and line ends."""
    data = path.read_bytes()
    if path.name.endswith(".gz"):
        data = gzip.decompress(data)
    return data.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n").split("\n")


def with_lines(root: Path, truth: pd.DataFrame) -> pd.DataFrame:
    """Put the text of its line beside each truth row."""
    lines = {name: lines_of(root / name) for name in truth["object_path"].unique()}
    at = zip(truth["object_path"], truth["row_number"], strict=True)
    return truth.assign(line=[lines[name][number - 1] for name, number in at])


def test_clean_files_read_back(written: Written) -> None:
    """No defects: the CSV read by pandas equals the simulated rows, and each row has its truth."""
    root, truth = written()
    names = list(FIELDS)
    files = sorted((root / "real_data").rglob("*.csv"))
    assert [str(path.relative_to(root)) for path in files] == list(truth["object_path"].unique())
    read = pd.concat(
        [pd.read_csv(path, sep=";", header=None, names=names) for path in files], ignore_index=True
    )
    machines = (VehicleSpec("V0"), VehicleSpec("V1"))
    rows = simulate_fleet(FleetSpec(machines, seed=3, shift_hours=1)).rows
    for name in names[1:]:
        np.testing.assert_array_equal(read[name], rows[name], err_msg=name)
    np.testing.assert_array_equal(truth["sampled_at_ms"], read["timestamp"])
    np.testing.assert_array_equal(truth["true_height_m"], rows["true_height_m"])
    assert (truth["defect"] == "").all()
    vehicles = pd.read_parquet(root / "truth" / "vehicles.parquet")
    assert list(vehicles["vehicle_id"]) == ["V0", "V1"]


def test_lines_match_their_truth_in_spite_of_all_defects(written: Written) -> None:
    """With every defect on: undamaged lines carry the sampled time of their truth row."""
    root, truth = written(*DEFECTS, vehicles=30)
    truth = truth[~truth["object_path"].str.endswith(".parquet")]
    plain = with_lines(root, truth[truth["defect"].isin(["", "duplicate", "overlap"])])
    time_ms = plain["line"].str.split(";").str[4].astype("int64")
    np.testing.assert_array_equal(time_ms, plain["sampled_at_ms"])
    assert (plain["line"].str.split(";").str[0] == plain["vehicle_id"].astype(str)).all()
    counts = {name: len(lines_of(root / name)) for name in truth["object_path"].unique()}
    for name, rows in truth.groupby("object_path", observed=True):
        first = min(rows["row_number"])
        assert set(rows["row_number"]) == set(range(first, counts[str(name)] + 1)) and first <= 2


@pytest.mark.parametrize("defect", ROW_DEFECTS)
def test_a_row_defect_is_where_the_truth_says_and_nowhere_else(
    defect: str, written: Written, tmp_path: Path
) -> None:
    """All other lines are those of the clean fleet, and the damaged ones look damaged."""
    root, truth = written(defect)
    truth = with_lines(root, truth)
    machines = (VehicleSpec("V0"), VehicleSpec("V1"))
    write_fleet(FleetSpec(machines, seed=3, shift_hours=1), tmp_path / "clean")
    clean_files = sorted((tmp_path / "clean" / "real_data").rglob("*.csv"))
    clean = [line for path in clean_files for line in lines_of(path)]
    assert set(truth["defect"]) == {"", defect}
    damaged, sound = truth[truth["defect"] == defect], truth[truth["defect"] == ""]
    assert set(damaged["vehicle_id"]) == {"V0", "V1"}
    fields = damaged["line"].str.split(";")
    written_ms = pd.to_numeric(fields.str[4], errors="coerce")
    true_ms = damaged["sampled_at_ms"]
    if defect == "duplicate":
        assert sound["line"].tolist() == clean
        assert 0.01 <= len(damaged) / len(truth) <= 0.03
        assert (damaged["line"] == truth["line"].shift()[damaged.index]).all()
        return
    assert sorted([*sound["line"], *(clean[i] for i in _places(truth, damaged, clean))]) == sorted(
        clean
    )
    if defect == "out_of_order":
        assert (true_ms < truth["sampled_at_ms"].shift()[damaged.index]).all()
    elif defect == "tied_timestamp":
        assert (written_ms == truth["sampled_at_ms"].shift()[damaged.index]).all()
    elif defect == "clock_jump":
        assert ((written_ms - true_ms).abs() >= 3_600_000).all()
    elif defect == "seconds":
        assert (written_ms == true_ms // 1000).all()
    elif defect == "decimal_comma":
        assert damaged["line"].str.contains(",").all()
        assert not damaged["line"].str.contains(".", regex=False).any()
    elif defect in ("empty_field", "non_numeric"):
        at = damaged["defect_field"].astype(str).map(FIELDS.index)
        value = [parts[place] for parts, place in zip(fields, at, strict=True)]
        number = pd.to_numeric(pd.Series(value), errors="coerce")
        assert number.isna().all()
        assert all((text == "") == (defect == "empty_field") for text in value)
    elif defect == "too_few_fields":
        assert all(1 <= len(parts) < 8 for parts in fields)
    else:
        assert all(len(parts) > 8 for parts in fields)


def _places(truth: pd.DataFrame, damaged: pd.DataFrame, clean: list[str]) -> list[int]:
    """Find the clean lines of damaged rows by vehicle and sampled time."""
    at = {(line.split(";")[0], int(line.split(";")[4])): i for i, line in enumerate(clean)}
    keys = zip(damaged["vehicle_id"].astype(str), damaged["sampled_at_ms"], strict=True)
    return [at[key] for key in keys]


def test_file_defects(written: Written) -> None:
    """Each file defect on its own file, told by its bytes."""
    root, truth = written("header_line")
    first = next((root / "real_data").rglob("*.csv"))
    assert lines_of(first)[0] == ";".join(HEADER)
    assert truth["row_number"].min() == 2


@pytest.mark.parametrize(
    ("defect", "is_so"),
    [
        ("bom", lambda path: path.read_bytes().startswith(b"\xef\xbb\xbf")),
        ("crlf", lambda path: path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")),
        ("empty_file", lambda path: path.stat().st_size == 0),
        ("gzip", lambda path: path.name.endswith(".csv.gz") and len(lines_of(path)) > 100),
        ("parquet", lambda path: path.suffix == ".parquet"),
        ("unusual_name", lambda path: " " in path.name or not path.name.isascii()),
        ("truncated_last_line", lambda path: lines_of(path)[-1].count(";") == 4),
    ],
)
def test_file_defects_by_their_bytes(
    defect: str, is_so: Callable[[Path], bool], written: Written
) -> None:
    """At least one object has the defect; with clean files, none would."""
    root, _ = written(defect)
    assert any(is_so(path) for path in (root / "real_data").rglob("*") if path.is_file())


def test_parquet_object_has_the_columns_of_the_csv(written: Written) -> None:
    """Same eight columns; its truth counts rows from 1."""
    root, truth = written("parquet", "non_numeric")
    name = next(name for name in truth["object_path"].unique() if name.endswith(".parquet"))
    table = pq.read_table(root / name)
    mine = truth[truth["object_path"] == name]
    assert table.column_names == list(HEADER)
    np.testing.assert_array_equal(mine["row_number"], np.arange(1, table.num_rows + 1))
    np.testing.assert_array_equal(table["Timestamp"], mine["sampled_at_ms"])
    assert (mine["defect"] == "").all()


def test_shared_split_and_overlapping_files(written: Written, tmp_path: Path) -> None:
    """Several vehicles in a file, a vehicle over two files, and rows that stand in both."""
    root, truth = written("shared_file")
    assert truth.groupby("object_path", observed=True)["vehicle_id"].nunique().tolist() == [2]
    numbers = truth["row_number"]
    np.testing.assert_array_equal(numbers, np.arange(1, len(truth) + 1))
    assert len(lines_of(root / truth["object_path"].iloc[0])) == len(truth)


def test_overlapping_files_repeat_the_same_lines(written: Written) -> None:
    """The second file begins with rows that end the first, damaged lines included."""
    root, truth = written("overlap", *ROW_DEFECTS)
    rows = with_lines(root, truth[truth["vehicle_id"] == "V0"])
    first, second = (part for _, part in rows.groupby("object_path", observed=True))
    repeated = second[second["defect"] == "overlap"]
    assert 100 < len(repeated) <= 150
    assert second["line"].tolist()[:150] == first["line"].tolist()[-150:]


@pytest.mark.parametrize("files_per", ["vehicle", "day"])
def test_files_per(files_per: str, written: Written) -> None:
    """One growing file per vehicle, or one per day for all vehicles."""
    root, truth = written(files_per=files_per)
    assert truth["object_path"].nunique() == {"vehicle": 2, "day": 1}[files_per]
    with_lines(root, truth)


def test_same_spec_same_bytes(written: Written, tmp_path: Path) -> None:
    """Every file and every truth file, with all defects on; another seed gives others."""

    def digests(seed: int, name: str) -> list[tuple[str, str]]:
        machines = tuple(VehicleSpec(f"V{number}") for number in range(6))
        spec = FleetSpec(machines, seed=seed, shift_hours=0.5, defects=frozenset(DEFECTS))
        write_fleet(spec, tmp_path / name)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        return [(path.name, sha256(path.read_bytes()).hexdigest()) for path in files]

    assert digests(1, "a") == digests(1, "b") != digests(2, "c")


def test_nothing_is_overwritten(written: Written) -> None:
    """A folder that holds a fleet is refused, by name."""
    root, _ = written()
    with pytest.raises(SettingsError, match="real_data exists already"):
        write_fleet(FleetSpec((VehicleSpec("A"),)), root)
