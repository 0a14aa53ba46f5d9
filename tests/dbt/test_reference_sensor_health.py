"""Load-sensor health under the reference profile against its figures written a second time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from orchestration.simulator import default_fleet, write_fleet
from orchestration.simulator.fleet import FAULTS
from tests.dbt.build import build, reference_vars
from tests.dbt_runs import Dbt
from tests.reference import messy
from tests.reference.carrying import carrying
from tests.reference.compare import read_file
from tests.reference.sensor_health import sensor_health
from tests.thoroughness import sparing

MODEL = "fct_vehicle_sensor_health"
PARAMETERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "as shipped": ({}, {}),
    "drop, off duty judged too": (
        {"height_method": "drop", "judge_on_duty_only": False},
        {"height_mode": "drop", "require_on_duty": False},
    ),
}
"""By name: dbt vars, and the same values in the words of the independent implementation."""


def assert_same(
    dbt: Dbt, root: Path, work: Path, overrides: dict[str, Any], params: dict[str, Any]
) -> None:
    files = sorted((root / "real_data").glob("*.csv"))
    figures = []
    for frame in map(read_file, files):
        judged = carrying(frame, **params)
        if judged["Duration_s"].notna().any():
            figures.append({"vehicle_id": frame["FFFID"].iloc[0], **sensor_health(frame, judged)})
    expected = pd.DataFrame(figures).sort_values("vehicle_id", ignore_index=True)
    assert expected[["is_short_share_flagged", "is_toggles_flagged"]].any().all()

    warehouse = build(dbt, root, work, f"+{MODEL}", **reference_vars(**overrides))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        said = connection.execute(
            f"select * from marts.{MODEL} where observed_h > 0 order by vehicle_id"
        ).df()
    pd.testing.assert_frame_equal(
        said[list(expected.columns)], expected, check_dtype=False, rtol=1e-9, atol=1e-9
    )


@pytest.fixture(scope="module")
def messy_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return messy.write_scalable_files(tmp_path_factory.mktemp("messy"), (41, 42))


@pytest.mark.parametrize("name", sparing(PARAMETERS, "as shipped"))
def test_messy_files(name: str, dbt: Dbt, messy_root: Path, tmp_path: Path) -> None:
    assert_same(dbt, messy_root, tmp_path, *PARAMETERS[name])


def test_simulated_fleet_with_every_load_fault(dbt: Dbt, tmp_path: Path) -> None:
    faults = [fault for fault in FAULTS if fault.startswith("load_")]
    fleet = default_fleet(2 * len(faults), 1, 23, faults=faults, defects=(), rows=40_000)
    write_fleet(fleet, tmp_path, files_per="vehicle", truth=False)
    assert_same(dbt, tmp_path, tmp_path / "work", {}, {})
