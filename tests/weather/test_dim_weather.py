"""Weather beside what vehicles did, over both nights in which Berlin's clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from orchestration.assets.unchanged import code_of
from orchestration.assets.weather import weather_hours
from orchestration.project import prepare
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import open_warehouse
from orchestration.weather.archive import WeatherError
from orchestration.weather.load import load_weather
from tests.dbt.build import load, read
from tests.dbt_runs import Dbt
from tests.incremental.telemetry import Piece
from tests.weather.answers import answer, day, temperature_of, write

BERLIN = ZoneInfo("Europe/Berlin")
WORK = "12e 12L 6u 12e"
NIGHTS = (27, 237)
"""2025-03-30 and 2025-10-26, in days after Monday 2025-03-03."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers of both nights, wet from 2 to 3 o'clock of UTC."""
    folder = tmp_path_factory.mktemp("weather")
    for hours in (day(2025, 3, 30), day(2025, 10, 26)):
        made = answer(hours)
        made["hourly"]["precipitation"] = [0.1 if hour.hour == 2 else 0.0 for hour in hours]
        write(folder / f"{hours[0]:%Y-%m-%d}.json", made)
    return folder


def test_hours_have_the_weather_of_their_utc_hour(folder: Path, dbt: Dbt, tmp_path: Path) -> None:
    root, work = tmp_path / "source", tmp_path / "work"
    (root / "real_data").mkdir(parents=True)
    pieces = [
        Piece("FL-1", night, f"0{hour}:10:00", 5, WORK) for night in NIGHTS for hour in range(4)
    ]
    lines = [line for piece in pieces for line in piece.lines()]
    (root / "real_data" / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    warehouse = load(root, work)
    settings = load_settings(data_dir=work)
    with open_warehouse(settings) as connection:
        assert load_weather(connection, folder) == 48
    variables = {"weather_enabled": True, "site_time_zone": "Europe/Berlin"}
    dbt.build(settings, variables, select="+fct_vehicle_hours dim_weather")
    found = read(
        warehouse,
        "select local_date, local_hour, temperature_c, is_wet, is_frost "
        "from marts.fct_vehicle_hours inner join marts.dim_weather using (hour_started_at) "
        "order by hour_started_at",
    )
    expected = []
    for night in NIGHTS:
        for hour in range(4):
            at = datetime(2025, 3, 3) + timedelta(days=night, hours=hour)
            local = at.replace(tzinfo=UTC).astimezone(BERLIN)
            expected.append((local.date(), local.hour, temperature_of(at), hour == 2))
    rows = found.itertuples(index=False)
    assert [
        (row.local_date.date(), row.local_hour, row.temperature_c, row.is_wet) for row in rows
    ] == expected
    # By hand: 01:00 UTC is 03:00 in March; 00:00 and 01:00 UTC are both 02:00 in October.
    march = (31 + 28 + 29) * 24
    autumn = (datetime(2025, 10, 26) - datetime(2025, 1, 1)).days * 24
    assert expected[1] == (date(2025, 3, 30), 3, (march + 1) / 10, False)
    assert expected[4] == (date(2025, 10, 26), 2, autumn / 10, False)
    assert expected[5] == (date(2025, 10, 26), 2, (autumn + 1) / 10, False)
    assert not found["is_frost"].any()


def settings_with(folder: Path | None, work: Path) -> Settings:
    return load_settings(data_dir=work, weather={"dir": folder})


def test_what_was_loaded_stands_when_an_answer_is_bad(folder: Path, tmp_path: Path) -> None:
    with open_warehouse(settings_with(folder, tmp_path)) as connection:
        load_weather(connection, folder)
        write(tmp_path / "bad" / "a.json", {})
        with pytest.raises(WeatherError):
            load_weather(connection, tmp_path / "bad")
        assert connection.table("raw.weather_hours").count("*").fetchall() == [(48,)]


def test_with_a_folder_there_is_an_asset_and_a_model(
    folder: Path, tmp_path: Path, manifest: Path
) -> None:
    from orchestration.definitions import build_defs

    settings = settings_with(folder, tmp_path)
    prepare(settings)
    defs = build_defs(settings)
    specs = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
    deps = {dep.asset_key.to_user_string() for dep in specs["marts/dim_weather"].deps}
    assert deps == {"raw/weather_hours"}
    assert specs["raw/weather_hours"].group_name == "raw"
    done = dg.materialize([weather_hours], resources={"settings": settings})
    (event,) = done.asset_materializations_for_node("raw__weather_hours")
    assert event.metadata["dagster/row_count"].value == 48


def test_without_one_there_is_none(defs: dg.Definitions) -> None:
    keys = {spec.key.to_user_string() for spec in defs.resolve_all_asset_specs()}
    assert not {key for key in keys if "weather" in key}


def test_new_weather_is_something_to_build(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    write(mine / "a.json", answer(day(2025, 3, 30)))
    before = code_of(settings_with(mine, tmp_path))
    assert code_of(settings_with(mine, tmp_path)) == before
    write(mine / "b.json", answer(day(2025, 3, 31)))
    assert code_of(settings_with(mine, tmp_path)) != before
