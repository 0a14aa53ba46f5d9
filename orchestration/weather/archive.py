"""Cached answers of an hourly weather archive, as rows.

Lives here: what an answer looks like, and what is wrong with one. Not here: the table they go into
(`load.py`).

An answer is a JSON file with `hourly.time[]`, ISO times in UTC, beside arrays of equal length. The
classic fault is an answer in local time that is read as UTC: all is there, and every row hours off.
So an answer that names another zone is refused, and times with an offset are converted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from orchestration.errors import ForkliftError

MEASURES = ("temperature_2m", "precipitation", "wind_speed_10m")
"""Arrays of an answer: °C, mm in the hour before, km/h."""
UTC_NAMES = ("UTC", "GMT", "Etc/UTC", "Etc/GMT")


class WeatherError(ForkliftError):
    """Cached weather is missing, or is not what it should be."""


@dataclass(frozen=True)
class WeatherHour:
    """What an answer says of one hour."""

    hour_started_at: datetime
    """UTC, without a zone."""
    temperature_c: float | None
    precipitation_mm: float | None
    wind_speed_kmh: float | None
    file: str


def files_of(folder: Path) -> list[Path]:
    """The answers in a folder and below it, by name; raises `WeatherError` when there is none."""
    found = sorted(path for path in folder.rglob("*.json") if path.is_file())
    if not found:
        raise WeatherError(
            f"{folder}: no weather (*.json); put answers of an hourly archive there, or unset "
            "FORKLIFT_WEATHER_DIR"
        )
    return found


def fingerprint_of(folder: Path) -> str:
    """SHA-256 over the names and contents of the answers."""
    digest = sha256()
    for path in files_of(folder):
        digest.update(f"\0{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_folder(folder: Path) -> list[WeatherHour]:
    """All hours in order; of an hour that several answers have, that of the last file by name."""
    hours: dict[datetime, WeatherHour] = {}
    for path in files_of(folder):
        hours |= {hour.hour_started_at: hour for hour in read_answer(path)}
    return sorted(hours.values(), key=lambda hour: hour.hour_started_at)


def read_answer(path: Path) -> list[WeatherHour]:
    """The hours of one answer; raises `WeatherError` naming the file and what is wrong with it."""
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WeatherError(f"{path}: not JSON ({error}); fetch it again or remove it") from None
    hourly = answer.get("hourly") if isinstance(answer, dict) else None
    if not isinstance(hourly, dict) or not isinstance(hourly.get("time"), list):
        raise WeatherError(f"{path}: no hourly.time[]; it is no answer of an hourly archive")
    zone, offset_s = answer.get("timezone", "UTC"), answer.get("utc_offset_seconds", 0)
    if zone not in UTC_NAMES or offset_s != 0:
        raise WeatherError(
            f"{path}: times are of {zone} ({offset_s} s from UTC); ask the archive for UTC"
        )
    times = [_hour(text, path) for text in hourly["time"]]
    arrays = (_measure(hourly, name, len(times), path) for name in MEASURES)
    return [
        WeatherHour(at, temperature, precipitation, wind, path.name)
        for at, temperature, precipitation, wind in zip(times, *arrays, strict=True)
    ]


def _hour(text: Any, path: Path) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise WeatherError(f"{path}: {text!r} in hourly.time is no ISO time") from None
    if at.tzinfo is not None:
        at = at.astimezone(UTC).replace(tzinfo=None)
    if (at.minute, at.second, at.microsecond) != (0, 0, 0):
        raise WeatherError(f"{path}: {text} in hourly.time is not a full hour of UTC")
    return at


def _measure(hourly: Mapping[str, Any], name: str, length: int, path: Path) -> list[float | None]:
    values = hourly.get(name)
    if not isinstance(values, list) or len(values) != length:
        count = len(values) if isinstance(values, list) else "no"
        raise WeatherError(f"{path}: {count} values of hourly.{name} for {length} times")
    for value in values:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise WeatherError(f"{path}: {value!r} in hourly.{name} is not a number")
    return [None if value is None else float(value) for value in values]
