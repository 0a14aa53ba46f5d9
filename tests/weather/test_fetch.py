"""Fetching against an archive on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from orchestration.errors import SettingsError
from orchestration.settings import Settings, load_settings
from orchestration.weather.archive import WeatherError, read_folder
from orchestration.weather.fetch import ATTEMPTS, fetch
from tests.weather.answers import answer, day

MONDAY, TUESDAY = date(2025, 3, 3), date(2025, 3, 4)


@dataclass
class Archive:
    address: str = ""
    statuses: list[int] = field(default_factory=list)
    """What it answers first; then it answers with weather."""
    retry_after: str = "0"
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def archive(*statuses: int, **differing: Any) -> Iterator[Archive]:
    made = Archive(statuses=list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {key: one for key, (one,) in parse_qs(urlsplit(self.path).query).items()}
            made.asked.append(query)
            status = made.statuses.pop(0) if made.statuses else 200
            on = date.fromisoformat(query["start_date"])
            said = json.dumps(answer(day(on.year, on.month, on.day), **differing)).encode()
            self.send_response(status)
            self.send_header("Retry-After", made.retry_after)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_port}/v1/archive"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def settings_of(made: Archive, folder: Path) -> Settings:
    given = {"dir": folder, "url": made.address, "key": "hunter2", "retry_wait_s": 0}
    return load_settings(weather=given)


def test_each_day_and_cell_is_asked_for_once(tmp_path: Path) -> None:
    with archive() as made:
        settings = settings_of(made, tmp_path)
        written = fetch(settings, 52.2899, 13.04, MONDAY, TUESDAY)
        assert fetch(settings, 52.31, 12.96, MONDAY, TUESDAY) == []
    assert written == [tmp_path / "52.3_13.0" / f"{one}.json" for one in (MONDAY, TUESDAY)]
    assert [query["start_date"] for query in made.asked] == ["2025-03-03", "2025-03-04"]
    first = made.asked[0]
    assert (first["latitude"], first["longitude"], first["timezone"]) == ("52.3", "13.0", "UTC")
    assert (first["end_date"], first["apikey"]) == ("2025-03-03", "hunter2")
    assert len(read_folder(tmp_path)) == 48


def test_a_busy_archive_is_asked_again(tmp_path: Path) -> None:
    with archive(429, 503, 429) as made:
        assert len(fetch(settings_of(made, tmp_path), 52, 13, MONDAY, MONDAY)) == 1
    assert len(made.asked) == 4


def test_its_wait_is_kept(tmp_path: Path) -> None:
    with archive(429) as made:
        made.retry_after = "1"
        started = datetime.now(UTC)
        fetch(settings_of(made, tmp_path), 52, 13, MONDAY, MONDAY)
    assert datetime.now(UTC) - started > timedelta(seconds=0.9)


@pytest.mark.parametrize(
    ("statuses", "requests", "words"),
    [
        ([429] * 9, ATTEMPTS, "still 429 after 6 attempts"),
        ([403], 1, "refused with 403"),
        ([302], 1, "refused with 302"),
    ],
)
def test_what_it_refuses_is_said_without_the_key(
    statuses: list[int], requests: int, words: str, tmp_path: Path
) -> None:
    with archive(*statuses) as made, pytest.raises(WeatherError, match=words) as raised:
        fetch(settings_of(made, tmp_path), 52, 13, MONDAY, MONDAY)
    assert len(made.asked) == requests
    assert "hunter2" not in str(raised.value)
    assert not list(tmp_path.rglob("*.json"))


def test_an_answer_in_local_time_is_not_kept(tmp_path: Path) -> None:
    local = {"timezone": "Europe/Berlin", "utc_offset_seconds": 3600}
    with archive(**local) as made, pytest.raises(WeatherError, match="ask the archive for UTC"):
        fetch(settings_of(made, tmp_path), 52, 13, MONDAY, MONDAY)
    assert not list(tmp_path.rglob("*.json"))


def test_days_that_have_not_ended_are_left_for_later(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    with archive() as made:
        written = fetch(settings_of(made, tmp_path), 52, 13, today - timedelta(days=1), today)
    assert [path.stem for path in written] == [f"{today - timedelta(days=1)}"]


def test_without_an_address_nothing_is_asked(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="needs FORKLIFT_WEATHER_URL"):
        fetch(load_settings(weather={"dir": tmp_path}), 52, 13, MONDAY, MONDAY)


def test_no_archive_is_no_answer(tmp_path: Path) -> None:
    with archive() as made:
        settings = settings_of(made, tmp_path)
    with pytest.raises(WeatherError, match="no answer; check FORKLIFT_WEATHER_URL"):
        fetch(settings, 52, 13, MONDAY, MONDAY)


def test_settings_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORKLIFT_WEATHER_DIR", str(tmp_path))
    monkeypatch.setenv("FORKLIFT_WEATHER_KEY", "hunter2")
    monkeypatch.setenv("FORKLIFT_WEATHER_RETRY_WAIT_S", "0.5")
    settings = load_settings()
    assert (settings.weather.dir, settings.weather.retry_wait_s) == (tmp_path, 0.5)
    assert settings.dbt_vars == {"weather_enabled": True}
    assert "hunter2" not in repr(settings)
