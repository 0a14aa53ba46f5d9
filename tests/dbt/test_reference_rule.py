"""The SQL under the reference profile against the rule written a second time, row for row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from orchestration.simulator import default_fleet, write_fleet
from orchestration.simulator.fleet import FAULTS
from tests.dbt.build import build, reference_vars
from tests.dbt_runs import Dbt, DbtFailed
from tests.reference import messy
from tests.reference.compare import expected_rows
from tests.reference.messy_kinds import KINDS, UNSCALABLE_KINDS
from tests.thoroughness import sparing

MODEL = "int_samples__carry_state"
KEY = ["source_file", "row_number"]
PARAMETERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "as shipped": ({}, {}),
    "clip, no speed cap": (
        {"height_method": "clip", "carry_speed_cap_kmh": None},
        {"height_mode": "clip", "speed_cap_kmh": None},
    ),
    "drop, off duty judged too": (
        {"height_method": "drop", "judge_on_duty_only": False},
        {"height_mode": "drop", "require_on_duty": False},
    ),
    "given scale, short carries, long gaps": (
        {"height_scale_min": 0, "height_scale_max": 5, "min_carry_s": 5, "close_gap_s": 45},
        {"height_min": 0.0, "height_max": 5.0, "min_true_s": 5.0, "close_gap_s": 45.0},
    ),
}
"""By name: dbt vars, and the same values in the words of the independent implementation."""


def said_by_sql(dbt: Dbt, root: Path, work: Path, **overrides: Any) -> pd.DataFrame:
    warehouse = build(dbt, root, work, f"+{MODEL}", **reference_vars(**overrides))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            f"select source_file, row_number, is_carrying, height_m from intermediate.{MODEL}"
        ).df()


def assert_same(expected: pd.DataFrame, actual: pd.DataFrame) -> None:
    expected, actual = (frame.sort_values(KEY, ignore_index=True) for frame in (expected, actual))
    pd.testing.assert_frame_equal(actual[KEY], expected[KEY], check_dtype=False)
    wrong = actual[actual["is_carrying"] != expected["is_carrying"]]
    assert wrong.empty, f"{len(wrong)} of {len(actual)} rows differ:\n{wrong.head()}"
    assert (actual["height_m"] - expected["height_m"]).abs().max() == 0


@pytest.fixture(scope="module")
def messy_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("messy")
    kinds = [kind for kind in KINDS if kind not in UNSCALABLE_KINDS]
    for seed in (11, 12, 13):
        fleet = messy.messy_fleet(seed, kinds)
        messy.write_fleet({f"{seed}_{name}": frame for name, frame in fleet.items()}, root)
    return root


@pytest.mark.parametrize("name", sparing(PARAMETERS, "as shipped"))
def test_messy_files(name: str, dbt: Dbt, messy_root: Path, tmp_path: Path) -> None:
    overrides, parameters = PARAMETERS[name]
    expected = expected_rows(messy_root, **parameters)
    assert expected["is_carrying"].sum() > 1000
    assert_same(expected, said_by_sql(dbt, messy_root, tmp_path, **overrides))


def test_simulated_fleet_with_every_fault(dbt: Dbt, tmp_path: Path) -> None:
    faults = [fault for fault in FAULTS if fault != "height_stuck"]
    fleet = default_fleet(len(faults), 1, 21, faults=faults, defects=(), rows=4000 * len(faults))
    write_fleet(fleet, tmp_path, files_per="vehicle", truth=False)
    expected = expected_rows(tmp_path)
    assert expected["source_file"].nunique() > 10
    assert_same(expected, said_by_sql(dbt, tmp_path, tmp_path / "work"))


def test_constant_height_is_an_error_that_names_the_file(dbt: Dbt, tmp_path: Path) -> None:
    messy.write_fleet({"still.csv": messy.messy_frame(1, "constant_height")}, tmp_path)
    with pytest.raises(DbtFailed, match=r"real_data/still\.csv: .*which cannot be scaled"):
        build(dbt, tmp_path, tmp_path / "work", "+int_units__calibrated", **reference_vars())
