from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.weather.archive import WeatherError, fingerprint_of, read_answer, read_folder
from tests.weather.answers import answer, day, temperature_of, write

MARCH = day(2025, 3, 30)


def hourly(**differing: Any) -> dict[str, Any]:
    made = answer(MARCH)
    return {**made, "hourly": {**made["hourly"], **differing}}


def test_an_answer_is_a_row_for_each_hour(tmp_path: Path) -> None:
    rows = read_answer(write(tmp_path / "a.json", answer(MARCH)))
    assert [row.hour_started_at for row in rows] == MARCH
    assert [row.temperature_c for row in rows] == [temperature_of(hour) for hour in MARCH]
    assert {(row.precipitation_mm, row.wind_speed_kmh) for row in rows} == {(0.0, None)}


def test_offsets_are_converted(tmp_path: Path) -> None:
    """The hour that comes twice in Berlin is two hours of UTC."""
    made = answer(MARCH[:3])
    made["hourly"]["time"] = [
        "2025-10-26T02:00+02:00",
        "2025-10-26T02:00+01:00",
        "2025-10-26T02:00Z",
    ]
    rows = read_answer(write(tmp_path / "a.json", made))
    assert [row.hour_started_at.hour for row in rows] == [0, 1, 2]
    assert all(row.hour_started_at.tzinfo is None for row in rows)


def test_of_two_answers_the_last_one_by_name_has_the_say(tmp_path: Path) -> None:
    later = answer(MARCH[:1])
    later["hourly"]["temperature_2m"] = [99]
    write(tmp_path / "b.json", later)
    write(tmp_path / "a" / "a.json", answer(MARCH[:2]))
    rows = read_folder(tmp_path)
    assert [(row.temperature_c, row.file) for row in rows] == [
        (99.0, "b.json"),
        (temperature_of(MARCH[1]), "a.json"),
    ]
    before = fingerprint_of(tmp_path)
    (tmp_path / "b.json").rename(tmp_path / "0.json")
    assert fingerprint_of(tmp_path) != before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            answer(MARCH, timezone="Europe/Berlin", utc_offset_seconds=7200),
            "ask the archive for UTC",
        ),
        (answer(MARCH, utc_offset_seconds=3600), "3600 s from UTC"),
        ([], "no hourly.time"),
        ({"hourly": {"time": "2025"}}, "no hourly.time"),
        (hourly(time=["yesterday"]), "'yesterday' in hourly.time is no ISO time"),
        (hourly(time=[1743292800]), "1743292800 in hourly.time is no ISO time"),
        (hourly(time=["2025-03-30T00:30"]), "not a full hour of UTC"),
        (hourly(precipitation=[0.0]), "1 values of hourly.precipitation for 24 times"),
        (hourly(precipitation=None), "no values of hourly.precipitation"),
        (hourly(temperature_2m=["warm"] * 24), "'warm' in hourly.temperature_2m is not a number"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(content: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(WeatherError) as raised:
        read_answer(write(tmp_path / "odd.json", content))
    assert "odd.json" in str(raised.value)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_cut_is_named(tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_text('{"hourly": {"time": [', encoding="utf-8")
    with pytest.raises(WeatherError, match=r"cut\.json: not JSON"):
        read_folder(tmp_path)


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(WeatherError, match="unset FORKLIFT_WEATHER_DIR"):
        read_folder(tmp_path)


def test_no_hour_is_lost_or_made_on_changed_clocks(tmp_path: Path) -> None:
    for number, hours in enumerate((MARCH, day(2025, 10, 26))):
        write(tmp_path / f"{number}.json", answer(hours))
    hours = [row.hour_started_at for row in read_folder(tmp_path)]
    assert len(hours) == len(set(hours)) == 48
    assert datetime(2025, 3, 30, 2) in hours
