"""Every fault of a server on its bad day: recovered, or failed with its cause.

Each case drives a whole load into a warehouse that holds an earlier commit. Recovered means that
the warehouse then holds what a load without faults gives; failed, that it is as it was before.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import ForkliftError
from orchestration.lakefs import client
from orchestration.settings import Settings, load_settings
from orchestration.sources import download, make_source
from orchestration.warehouse import ingest, open_warehouse
from tests.lakefs.conftest import Place
from tests.lakefs.double import Double
from tests.lakefs.reading import config_of

Break = Callable[[Double, Place], object]

ROWS = [f"FL-{n};0.{n};1;1;174000000000{n};50.8;4.3;3.2\n".encode() for n in range(8)]
READ, LIST, COMMIT = "get_object", "list_objects", "get_commit"
AGAIN = "real_data/1.csv"
RETRIES = 2
"""Of `config_of`: a fault that passes within so many further attempts is recovered."""


@pytest.fixture
def place(on_double: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Six objects; the last commit adds two, and changes one."""
    monkeypatch.setattr(client, "PAGE", 4)
    for number in range(4):
        on_double.put(f"real_data/{number}.csv", ROWS[number])
    on_double.commit("first")
    return on_double


def second_commit(place: Place) -> None:
    place.put(AGAIN, ROWS[1] + ROWS[6])
    place.put("real_data/4.csv", ROWS[4])
    place.put("real_data/5.csv", ROWS[5] * 50)
    place.commit("second")


def settings_of(place: Place, folder: Path, **others: Any) -> Settings:
    return load_settings(source="lakefs", data_dir=folder, lakefs=config_of(place, **others))


def load(settings: Settings, ref: str | None = None) -> None:
    with open_warehouse(settings) as connection:
        ingest(connection, make_source(settings), ref=ref, run_id="run")


def content(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the raw tables; of the log of runs only the versions."""
    with open_warehouse(settings, read_only=True) as connection:
        return {
            query: connection.execute(query).fetchall()
            for query in (
                "select * exclude object_id from raw.telemetry order by object_path, row_number",
                "select * exclude (loaded_at) from raw.objects order by object_path",
                "select * from raw.rejected_rows",
                "select version from raw.ingest_runs order by started_at",
            )
        }


RECOVERED: dict[str, Break] = {
    "420 once": lambda double, _: double.faults.fail(READ, 420),
    "423 once": lambda double, _: double.faults.fail(COMMIT, 423),
    "429 without a time": lambda double, _: double.faults.fail(LIST, 429, times=RETRIES),
    "429 with a time": lambda double, _: double.faults.fail(
        READ, 429, headers={"Retry-After": "0"}
    ),
    "500 currently locked": lambda double, _: double.faults.fail(
        LIST, 500, message="branch currently locked, try again"
    ),
    "502": lambda double, _: double.faults.fail(COMMIT, 502, times=RETRIES),
    "503": lambda double, _: double.faults.fail(READ, 503, times=RETRIES),
    "504": lambda double, _: double.faults.fail(LIST, 504, times=RETRIES),
    "no answer": lambda double, _: double.faults.drop(COMMIT, times=RETRIES),
    "no answer while listing": lambda double, _: double.faults.drop(LIST),
    "no answer while reading": lambda double, _: double.faults.drop(READ),
    "truncated": lambda double, _: double.faults.truncate(AGAIN, times=RETRIES, keep_bytes=5),
    "corrupt": lambda double, _: double.faults.corrupt(AGAIN, times=download.ATTEMPTS - 1),
    "stalled": lambda double, _: double.faults.stall(READ, seconds=30),
    "stalled while listing": lambda double, _: double.faults.stall(LIST, seconds=30),
    "a checksum that is no MD5": lambda double, _: double.faults.wrong_checksum(
        AGAIN, "0123456789abcdef0123456789abcdef-3"
    ),
    "the branch moves in mid-listing": lambda double, place: double.faults.on(
        LIST, 2, lambda: place.put_and_commit("real_data/0.csv", b"moved")
    ),
}

FAILED: dict[str, tuple[Break, str]] = {
    "400": (lambda double, _: double.faults.fail(COMMIT, 400), "400 Bad Request"),
    "401": (lambda double, _: double.faults.fail(COMMIT, 401), "FORKLIFT_LAKEFS_ACCESS_KEY_ID"),
    "401 while reading": (lambda double, _: double.faults.fail(READ, 401), "401 Unauthorized"),
    "403": (lambda double, _: double.faults.fail(LIST, 403), "no permission"),
    "404 of the repository": (
        lambda double, _: double.faults.fail(COMMIT, 404, message="repository not found"),
        "repository not found.*FORKLIFT_LAKEFS_REPOSITORY",
    ),
    "404 of an object": (lambda double, _: double.faults.fail(READ, 404), r"real_data/\d.csv.*404"),
    "410": (lambda double, _: double.faults.gone(AGAIN), f"{AGAIN}.*garbage-collected"),
    "429 for ever": (
        lambda double, _: double.faults.fail(READ, 429, times=99),
        "429 Too Many.*FORKLIFT_LAKEFS_WORKERS",
    ),
    "500": (lambda double, _: double.faults.fail(LIST, 500, message="boom"), r"500 .*\(boom\)"),
    "503 for ever": (lambda double, _: double.faults.fail(READ, 503, times=99), "503 Service"),
    "no answer for ever": (
        lambda double, _: double.faults.drop(READ, times=99),
        "the connection broke",
    ),
    "truncated for ever": (
        lambda double, _: double.faults.truncate(AGAIN, times=99, keep_bytes=5),
        f"{AGAIN}.*broke",
    ),
    "corrupt for ever": (
        lambda double, _: double.faults.corrupt(AGAIN, times=99),
        f"{AGAIN}.*has MD5 .* but lakeFS lists",
    ),
    "another checksum": (
        lambda double, _: double.faults.wrong_checksum(AGAIN, "0" * 32),
        f"{AGAIN}.*has MD5 .* but lakeFS lists 0000",
    ),
    "listed too small": (
        lambda double, _: double.faults.wrong_size("real_data/5.csv", 10),
        "real_data/5.csv.*bytes where 10 are listed",
    ),
    "listed too large": (
        lambda double, _: double.faults.wrong_size("real_data/4.csv", 10_000),
        "real_data/4.csv.*bytes where 10000 are listed",
    ),
    "stalled for ever": (
        lambda double, _: double.faults.stall(LIST, seconds=30, times=99),
        "no answer in time.*",
    ),
    "a login page at the start": (
        lambda double, _: double.faults.html(COMMIT, times=99),
        "the answer is not lakeFS's.*FORKLIFT_LAKEFS_ENDPOINT",
    ),
    "a login page while listing": (
        lambda double, _: double.faults.html(LIST, times=99),
        "the answer is not lakeFS's",
    ),
    "a login page for an object": (
        lambda double, _: double.faults.html(READ, times=99),
        "bytes came where|bytes where",
    ),
}


@pytest.mark.parametrize("name", RECOVERED)
def test_recovered(name: str, place: Place, double: Double, tmp_path: Path) -> None:
    settings = settings_of(place, tmp_path / "broken")
    load(settings)
    second_commit(place)
    calm = settings_of(place, tmp_path / "calm")
    load(calm, "main~1")
    if name != "a checksum that is no MD5":  # what is listed is then what is stored
        load(calm)
    RECOVERED[name](double, place)
    if name == "a checksum that is no MD5":
        load(calm)
    load(settings)
    assert content(settings) == content(calm)


@pytest.mark.parametrize("name", FAILED)
def test_failed_and_as_before(name: str, place: Place, double: Double, tmp_path: Path) -> None:
    settings = settings_of(place, tmp_path)
    load(settings)
    second_commit(place)
    before = content(settings)
    break_it, told = FAILED[name]
    break_it(double, place)
    with pytest.raises(ForkliftError, match=told) as caught:
        load(settings)
    message = str(caught.value)
    assert place.endpoint in message and place.repository in message
    assert place.secret_access_key not in message
    assert "\n" not in message
    assert content(settings) == before
    double.faults.clear()
    load(settings)
    assert content(settings) != before


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 412])
def test_what_cannot_pass_is_asked_once(
    status: int, place: Place, double: Double, tmp_path: Path
) -> None:
    double.forget()
    double.faults.fail(COMMIT, status, times=99)
    with pytest.raises(ForkliftError, match=str(status)):
        load(settings_of(place, tmp_path))
    assert double.count(COMMIT) == 1


def test_the_server_says_when_to_come_back(place: Place, double: Double, tmp_path: Path) -> None:
    double.faults.fail(COMMIT, 429, headers={"Retry-After": "1"})
    started = time.monotonic()
    load(settings_of(place, tmp_path))
    assert time.monotonic() - started >= 1


def test_one_failure_ends_the_waiting_of_all(place: Place, double: Double, tmp_path: Path) -> None:
    """Others that wait for their next attempt give up as soon as one object cannot be had."""
    double.faults.fail(READ, 503, times=99, path="real_data/2.csv")
    double.faults.gone("real_data/0.csv")
    double.faults.latency_s = 0.1  # so that all four are under way when the first one fails
    settings = settings_of(place, tmp_path, retries=8, retry_wait_s=5)
    started = time.monotonic()
    with pytest.raises(ForkliftError, match="garbage-collected"):
        load(settings)
    assert time.monotonic() - started < 4


def test_no_server_and_no_fall_back_to_the_folder(tmp_path: Path) -> None:
    settings = load_settings(
        source="lakefs",
        data_dir=tmp_path,
        lakefs={
            "endpoint": "http://127.0.0.1:9",
            "access_key_id": "key",
            "secret_access_key": "hush-hush",
            "repository": "fleet",
            "retries": 0,
        },
    )
    with pytest.raises(ForkliftError, match=r"lakefs://fleet/main at http://127.0.0.1:9: no conn"):
        load(settings)


def test_retries_are_told(
    place: Place, double: Double, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    double.faults.fail(LIST, 503)
    with caplog.at_level(logging.WARNING, "orchestration"):
        load(settings_of(place, tmp_path))
    (told,) = [message for message in caplog.messages if "attempt" in message]
    assert "attempt 1 failed" in told and "503" in told and place.repository in told
