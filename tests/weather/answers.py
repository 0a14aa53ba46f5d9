"""Answers of an hourly archive, written for tests: the temperature says which UTC hour it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any


def temperature_of(hour: datetime) -> float:
    """Another one for each hour of a year."""
    return (hour - datetime(2025, 1, 1)) / timedelta(hours=1) / 10


def answer(hours: Iterable[datetime], **differing: Any) -> dict[str, Any]:
    """An answer with these hours, and some keys replaced."""
    hours = list(hours)
    hourly = {
        "time": [f"{hour:%Y-%m-%dT%H:%M}" for hour in hours],
        "temperature_2m": [temperature_of(hour) for hour in hours],
        "precipitation": [0.0 for _ in hours],
        "wind_speed_10m": [None for _ in hours],
    }
    given = {"timezone": "GMT", "utc_offset_seconds": 0, "hourly": hourly}
    return {**given, **differing}


def day(year: int, month: int, day: int) -> list[datetime]:
    """The 24 hours of a UTC day."""
    return [datetime(year, month, day) + timedelta(hours=hour) for hour in range(24)]


def write(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
