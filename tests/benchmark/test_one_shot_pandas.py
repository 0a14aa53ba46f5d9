"""The one-shot yardstick computes the reference rule, on the files that are hardest to agree on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from orchestration.benchmark.one_shot_pandas import carry_hours
from orchestration.benchmark.one_shot_rule import ReferenceRule, carry_seconds
from orchestration.errors import BadFileError
from tests.reference.carrying import carrying
from tests.reference.messy import messy_fleet, messy_frame, write_fleet
from tests.reference.messy_kinds import KINDS, UNSCALABLE_KINDS

SEEDS = range(3)

RULES: dict[str, dict[str, Any]] = {
    "reference": {},
    "drop": {"height_mode": "drop"},
    "clip": {"height_mode": "clip"},
    "given_range": {"height_min": 0.05, "height_max": 8.0},
    "given_minimum": {"height_min": -1.0},
    "given_maximum": {"height_max": 9000.0},
    "low_mast": {"max_height_m": 3.0},
    "limits": {"load_threshold": 0.7, "forks_up_m": 0.5},
    "null_load_counts": {"load_threshold": -0.5},
    "no_speed_cap": {"speed_cap_kmh": None},
    "slow": {"speed_cap_kmh": 3.0},
    "off_duty_too": {"require_on_duty": False},
    "no_debounce": {"min_true_s": 0.0, "close_gap_s": 0.0},
    "short": {"min_true_s": 0.5, "close_gap_s": 0.999},
    "long_gaps": {"min_true_s": 5.0, "close_gap_s": 45.0},
    "always_trusted": {"min_raised_rows": 0, "min_raised_share": 0.0},
    "hardly_trusted": {"min_raised_rows": 200, "min_raised_share": 0.9},
    "share_from_220_rows": {"min_load_rows_for_share": 220, "min_raised_share": 0.06},
    "never_above_the_top": {
        "height_min": -1.0,
        "height_max": 2.0,
        "max_height_m": 3.0,
        "forks_up_m": 3.0,
    },
    "share_always_asked": {"min_load_rows_for_share": 1, "min_raised_share": 0.8},
}


def expected_seconds(frame: pd.DataFrame, **params: Any) -> float:
    """Carry time (s) by the step-by-step implementation."""
    rows = carrying(frame, **params)
    return float((rows.loc[rows["Carrying"], "Duration_s"] * 1000).sum() / 1000)


@pytest.mark.parametrize("name", RULES)
def test_equals_the_step_by_step_rule(name: str) -> None:
    params = RULES[name]
    judged = carried = 0
    for seed in SEEDS:
        for kind in KINDS:
            frame = messy_frame(seed, kind)
            try:
                expected = expected_seconds(frame, **params)
            except ValueError:
                assert kind in UNSCALABLE_KINDS
                with pytest.raises(ValueError, match="constant height"):
                    carry_seconds(frame, ReferenceRule(**params))
                continue
            got = carry_seconds(frame, ReferenceRule(**params))
            assert got == pytest.approx(expected, rel=0, abs=1e-6), (seed, kind)
            judged += 1
            carried += expected > 0
    assert judged >= len(SEEDS) * (len(KINDS) - len(UNSCALABLE_KINDS))
    assert carried > 20, "the files hardly try this rule"


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
