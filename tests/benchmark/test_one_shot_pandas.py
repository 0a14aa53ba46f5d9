"""The one-shot yardstick reads files as they come, and names those that it cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.benchmark.one_shot_pandas import carry_hours
from orchestration.errors import BadFileError
from tests.benchmark.expected import expected_seconds
from tests.reference.messy import messy_fleet, write_fleet
from tests.reference.messy_kinds import KINDS, UNSCALABLE_KINDS


def test_reads_the_files_as_written(tmp_path: Path) -> None:
    fleet = messy_fleet(7, [kind for kind in KINDS if kind not in UNSCALABLE_KINDS])
    paths = write_fleet(fleet, tmp_path)
    empty = tmp_path / "real_data" / "empty.csv"
    empty.touch()

    hours = carry_hours([*paths, empty])

    assert hours["path"].tolist() == [str(path) for path in [*paths, empty]]
    assert hours["rows"].tolist() == [*(len(frame) for frame in fleet.values()), 0]
    expected = [*(expected_seconds(frame) for frame in fleet.values()), 0.0]
    assert hours["carry_s"].tolist() == pytest.approx(expected, rel=0, abs=1e-6)


def test_names_the_file_whose_height_is_constant(tmp_path: Path) -> None:
    paths = write_fleet(messy_fleet(7, ["constant_height"]), tmp_path)
    with pytest.raises(BadFileError, match=r"000_constant_height\.csv.*constant height"):
        carry_hours(paths)


def test_names_the_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "rubbish.csv"
    path.write_bytes(bytes(range(128, 256)) * 10)
    with pytest.raises(BadFileError, match=r"rubbish\.csv.*leave the file out"):
        carry_hours([path])


def test_text_is_null_and_surplus_fields_are_ignored(tmp_path: Path) -> None:
    # Loaded from 0 s to 60 s, then empty: 60 s of carrying, whatever the bad lines say.
    path = tmp_path / "defects.csv"
    lines = [
        "FFFID;Height;Load;OnDuty;Timestamp;Latitude;Longitude;Speed",
        "1;6.7;1;1;0;;;0",
        "1;n/a;0;1;20000;;;0",
        "1;0.1;0;1",
        "1;0.1;0;1;60000;;;0;surplus",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    hours = carry_hours([path])
    assert hours.to_dict("records") == [{"path": str(path), "rows": 5, "carry_s": 60.0}]
