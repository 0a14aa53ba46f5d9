"""The simulated fleet whose operations several tests look at; it is built once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from orchestration.simulator import default_fleet, write_fleet
from orchestration.simulator.spec import ROW_DEFECTS
from tests.dbt.build import build, read
from tests.dbt_runs import Dbt

SAMPLES = """
select
    vehicle_id, session_id, cast(epoch_ms(sampled_at) as bigint) as at_ms,
    coalesce(height_m, 'nan'::double) as height_m, coalesce(speed_kmh, 'nan'::double) as speed_kmh,
    coalesce(is_on_duty, true) as is_on_duty, is_loaded, is_carrying
from intermediate.int_samples__carry_state
order by vehicle_id, session_id, sequence_number
"""


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory, dbt: Dbt) -> Path:
    """Three shifts a day over the night in which Berlin's clocks are put forward."""
    root = tmp_path_factory.mktemp("operations")
    faults = ["height_noise", "load_vibration", "gps_freeze", "height_unit_change"]
    fleet = default_fleet(4, 1, 31, faults=faults, defects=ROW_DEFECTS, start=date(2025, 3, 29))
    write_fleet(fleet, root, files_per="vehicle", truth=False)
    select = "+fct_site_days +fct_site_hours +fct_driving_windows +dim_zones +feat_carry_windows"
    select += " +dim_vehicles +fct_safety_daily +fct_safety_events +fct_sensor_health_daily"
    select += " +fct_data_quality_daily"
    # Sessions go on over breaks, so that there is time off duty in them.
    gaps = {"session_gap_s": 3600, "window_fill_s": 3600}
    return build(dbt, root, root / "work", select, site_time_zone="Europe/Berlin", **gaps)


@pytest.fixture(scope="session")
def samples(warehouse: Path) -> pd.DataFrame:
    """All samples in order, with their carry state."""
    return read(warehouse, SAMPLES)
