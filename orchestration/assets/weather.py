"""The weather of the site, where a folder of it is named.

Lives here: the step and what it reports. Not here: reading and loading (`weather/`).
"""

import dagster as dg

from orchestration.assets.metadata import table_facts
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.settings import Settings
from orchestration.translator import OWNER
from orchestration.warehouse import open_warehouse
from orchestration.weather.archive import WeatherError, fingerprint_of
from orchestration.weather.load import load_weather


@dg.asset(
    key=["raw", "weather_hours"],
    description="Weather by the UTC hour, from cached answers of an archive.",
    group_name="raw",
    owners=[OWNER],
    kinds={"python", "duckdb"},
    pool=WAREHOUSE_POOL,
)
def weather_hours(settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult:
    """Replace the table by what the folder holds."""
    with faults():
        if settings.weather.dir is None:
            raise WeatherError("FORKLIFT_WEATHER_DIR is not set: there is no weather to load")
        with open_warehouse(settings) as connection:
            load_weather(connection, settings.weather.dir)
            facts = table_facts(connection, "raw.weather_hours")
    facts["attribution"] = settings.weather.attribution
    version = dg.DataVersion(fingerprint_of(settings.weather.dir))
    return dg.MaterializeResult(metadata=facts, data_version=version)
