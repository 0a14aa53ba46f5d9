"""The messy files have the troubles they are named for, and survive being written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.reference.carrying import carrying, vehicle_class
from tests.reference.compare import expected_classes, expected_rows, read_file
from tests.reference.messy import COLUMNS, messy_fleet, messy_frame, write_fleet
from tests.reference.messy_kinds import KINDS, TRUCK_KINDS, UNSCALABLE_KINDS

SEEDS = range(5)


@pytest.mark.parametrize(
    ("kind", "load_rows", "raised_rows"),
    [
        ("few_raised", 50, 9),
        ("enough_raised", 50, 10),
        ("share_at_limit", 220, 11),
        ("share_below_limit", 221, 11),
    ],
)
def test_raised_rows_are_exactly_on_the_limit(kind: str, load_rows: int, raised_rows: int) -> None:
    for seed in SEEDS:
        rows = carrying(messy_frame(seed, kind)).merge(
            messy_frame(seed, kind)[["row_number", "Load"]]
        )
        loaded = rows["Load"] > 0.5
        assert int(loaded.sum()) == load_rows
        assert int((loaded & (rows["Height"] > 0.35)).sum()) == raised_rows


def test_durations_meet_the_limits_exactly() -> None:
    true_s: set[float] = set()
    false_s: set[float] = set()
    for seed in range(20):
        rows = carrying(messy_frame(seed, "always_on_duty", null_columns=()))
        runs = rows.groupby("Segment").agg(state=("State", "first"), ms=("Duration_s", "sum"))
        true_s |= set(runs.loc[runs["state"], "ms"].round(3))
        false_s |= set(runs.loc[~runs["state"], "ms"].round(3))
    assert true_s >= {44.999, 45.0, 45.001}
    assert false_s >= {0.0, 0.999, 1.0, 1.001}


def test_trucks_are_trucks_and_constant_heights_cannot_be_scaled() -> None:
    for seed in SEEDS:
        for kind in KINDS:
            frame = messy_frame(seed, kind)
            assert (vehicle_class(frame) == "truck") == (kind in TRUCK_KINDS), (seed, kind)
            if kind in UNSCALABLE_KINDS:
                with pytest.raises(ValueError, match="constant height"):
                    carrying(frame)


def test_every_column_has_nulls_where_asked() -> None:
    frame = messy_frame(1, "metres")
    assert frame[list(COLUMNS)].isna().any().all()
    assert not messy_frame(1, "metres", null_columns=()).isna().any().any()


def test_written_files_read_back_as_the_same_rows(tmp_path: Path) -> None:
    fleet = messy_fleet(3)
    for path, frame in zip(write_fleet(fleet, tmp_path), fleet.values(), strict=True):
        # `read_file` keeps a missing FFFID as empty text.
        written = frame.assign(FFFID=frame["FFFID"].fillna(""))
        pd.testing.assert_frame_equal(read_file(path), written, check_dtype=False, check_exact=True)


def test_expected_rows_name_the_file_and_keep_the_order(tmp_path: Path) -> None:
    fleet = messy_fleet(3, ["truck", "metres"])
    write_fleet(fleet, tmp_path)

    rows = expected_rows(tmp_path, min_true_s=10.0)

    kept = carrying(fleet["001_metres.csv"], min_true_s=10.0)
    assert list(rows.columns) == ["source_file", "row_number", "is_carrying", "height_m"]
    assert set(rows["source_file"]) == {"real_data/001_metres.csv"}
    assert rows["row_number"].tolist() == kept["row_number"].tolist()
    assert rows["is_carrying"].tolist() == kept["Carrying"].tolist()
    assert rows["height_m"].tolist() == kept["Height"].tolist()
    assert expected_classes(tmp_path) == {
        "real_data/000_truck.csv": "truck",
        "real_data/001_metres.csv": "forklift",
    }


def test_expected_rows_refuse_what_the_rule_cannot_scale_or_read(tmp_path: Path) -> None:
    write_fleet(messy_fleet(3, ["constant_height"]), tmp_path)
    with pytest.raises(ValueError, match=r"real_data/000_constant_height\.csv: .*constant height"):
        expected_rows(tmp_path)
    (tmp_path / "real_data" / "000_a.csv").write_text("1;2;3\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"000_a\.csv:1: 3 fields"):
        expected_rows(tmp_path)
