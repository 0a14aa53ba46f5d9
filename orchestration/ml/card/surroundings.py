"""What a card says that the training itself does not know.

Lives here: asking warehouse and settings for source, vehicles, columns of the mart and the rule
that labels come from. Not here: anything that the training computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import yaml

from orchestration.ml.relations import FEATURE_TABLE
from orchestration.publishing.code_version import code_version
from orchestration.settings import REPOSITORY, Settings

RULE_VARS = (
    "carry_unit",
    "load_threshold",
    "forks_up_height_m",
    "carry_speed_cap_kmh",
    "judge_on_duty_only",
    "debounce_order",
    "close_gap_s",
    "min_carry_s",
)
"""The dbt vars that say what carrying is."""

SOURCE = """
    select source, ref from raw.ingest_runs where version = ? order by started_at desc limit 1
"""
VEHICLES = """
    select vehicle_id, vehicle_class, load_sensor_status from marts.dim_vehicles order by vehicle_id
"""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Where the data came from, and what else stands in the warehouse."""

    version: str
    source: str
    ref: str
    code: str
    vehicles: pd.DataFrame
    """Columns vehicle_id, vehicle_class, load_sensor_status: all of the fleet."""
    mart_columns: tuple[str, ...]
    rule: Mapping[str, Any]
    """Value of each of `RULE_VARS`."""


def read_surroundings(
    connection: duckdb.DuckDBPyConnection, settings: Settings, version: str
) -> Surroundings:
    """Ask the warehouse that holds this version of the data."""
    found = connection.execute(SOURCE, [version]).fetchone()
    source, ref = found if found else (settings.source, version)
    columns = connection.execute(f"select * from {FEATURE_TABLE} limit 0").description or []
    return Surroundings(
        version=version,
        source=source,
        ref=ref,
        code=code_version(),
        vehicles=connection.execute(VEHICLES).df(),
        mart_columns=tuple(column[0] for column in columns),
        rule=rule_vars(settings),
    )


def rule_vars(settings: Settings) -> dict[str, Any]:
    """The declared values, and what `FORKLIFT_VARS` puts in their place."""
    declared = yaml.safe_load((REPOSITORY / "dbt_project" / "dbt_project.yml").read_text("utf-8"))
    values = {**declared["vars"], **settings.dbt_vars}
    return {name: values[name] for name in RULE_VARS}
