"""Safety under the reference profile against the rule written a second time, event for event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from orchestration.simulator import default_fleet, write_fleet
from tests.dbt.build import build, reference_vars
from tests.dbt_runs import Dbt
from tests.reference import messy
from tests.reference.carrying import carrying
from tests.reference.compare import read_file
from tests.reference.safety import complete_rows, events, summary
from tests.thoroughness import ONLY_THOROUGHLY, sparing

SELECT = "+fct_vehicle_safety +fct_safety_events"
EVENTS = """
    select vehicle_id, event_kind, epoch_ms(started_at) as started_ms, duration_s,
        case when event_kind <> 'height_oscillation' then max_height_m end as max_height_m,
        case when event_kind <> 'height_oscillation' then max_speed_kmh else 0 end as max_speed_kmh
    from marts.fct_safety_events
    where event_kind not in ('harsh_stop', 'forks_left_up')
"""
PARAMETERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "as shipped": ({}, {}),
    "clip": ({"height_method": "clip"}, {"height_mode": "clip"}),
    "drop, off duty judged too": (
        {"height_method": "drop", "judge_on_duty_only": False},
        {"height_mode": "drop", "require_on_duty": False},
    ),
}
"""By name: dbt vars, and the same values in the words of the independent implementation."""


def expected(root: Path, **params: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Summaries and events of all files; each file is a vehicle."""
    vehicles, found = [], []
    for path in sorted((root / "real_data").glob("*.csv")):
        frame = read_file(path)
        rows = complete_rows(frame, carrying(frame, **params))
        if rows.empty:
            continue
        name = frame["FFFID"].iloc[0]
        vehicles.append({"vehicle_id": name, **summary(rows)})
        found += [{"vehicle_id": name, **vars(event)} for event in events(rows)]
    return pd.DataFrame(vehicles), pd.DataFrame(found).rename(columns={"kind": "event_kind"})


def assert_same(
    dbt: Dbt, root: Path, work: Path, overrides: dict[str, Any], params: dict[str, Any]
) -> None:
    warehouse = build(dbt, root, work, SELECT, **reference_vars(**overrides))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        said = connection.execute("select * from marts.fct_vehicle_safety").df()
        said_events = connection.execute(EVENTS).df()
    vehicles, found = expected(root, **params)
    assert (vehicles[["is_overspeed_alert", "is_tall_moving_alert"]].nunique() == 2).all()
    assert found["event_kind"].nunique() == 5
    for left, right, key in (
        (said, vehicles, ["vehicle_id"]),
        (said_events, found, ["vehicle_id", "event_kind", "started_ms", "duration_s"]),
    ):
        left, right = (frame.sort_values(key, ignore_index=True) for frame in (left, right))
        pd.testing.assert_frame_equal(
            left[list(right.columns)], right, check_dtype=False, rtol=1e-9, atol=1e-9
        )


@pytest.fixture(scope="module")
def messy_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return messy.write_scalable_files(tmp_path_factory.mktemp("messy"), (31, 32))


@pytest.mark.parametrize("name", sparing(PARAMETERS, "as shipped"))
def test_messy_files(name: str, dbt: Dbt, messy_root: Path, tmp_path: Path) -> None:
    assert_same(dbt, messy_root, tmp_path, *PARAMETERS[name])


@ONLY_THOROUGHLY
def test_simulated_fleet(dbt: Dbt, tmp_path: Path) -> None:
    faults = ("height_spikes", "height_noise", "load_vibration", "height_scaled_1000")
    fleet = default_fleet(8, 1, 22, faults=faults, defects=(), rows=24_000)
    write_fleet(fleet, tmp_path, files_per="vehicle", truth=False)
    assert_same(dbt, tmp_path, tmp_path / "work", {}, {})
