"""Fetching answers of an hourly archive into the folder of cached weather; no run does this.

`python -m orchestration.weather.fetch 52.29 13.02 2025-03-03 2025-03-09` asks the archive of
`FORKLIFT_WEATHER_URL`, one day of UTC and one cell of 0.1° at a time, for what the folder lacks.
Lives here: the request, its patience and the cache. Not here: what is in an answer (`archive.py`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import tenacity
import typer
import urllib3

from orchestration.errors import ForkliftError, SettingsError
from orchestration.settings import Settings, load_settings
from orchestration.weather.archive import MEASURES, WeatherError, read_answer

TIMEOUT_S, ATTEMPTS, LONGEST_WAIT_S = 30.0, 6, 60.0


class BusyError(WeatherError):
    """The archive may answer another time."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        """Keep for how long the archive asks to be left alone."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


def fetch(
    settings: Settings, latitude: float, longitude: float, first: date, last: date
) -> list[Path]:
    """Fetch the days that have ended and are not there; the files that were written.

    Raises `WeatherError` when the archive refuses, or stays busy after some attempts.
    """
    if not settings.weather.url or settings.weather.dir is None:
        raise SettingsError("fetching weather needs FORKLIFT_WEATHER_URL and FORKLIFT_WEATHER_DIR")
    cell = (f"{latitude:.1f}", f"{longitude:.1f}")
    folder = settings.weather.dir / "_".join(cell)
    folder.mkdir(parents=True, exist_ok=True)
    last = min(last, datetime.now(UTC).date() - timedelta(days=1))
    days = [first + timedelta(days=on) for on in range((last - first).days + 1)]
    written = []
    with urllib3.PoolManager() as pool:
        for day in days:
            path = folder / f"{day}.json"
            if path.exists():
                continue
            part = path.with_suffix(".part")
            part.write_bytes(patiently(pool, settings, cell, day))
            read_answer(part)
            part.replace(path)
            written.append(path)
    return written


def patiently(
    pool: urllib3.PoolManager, settings: Settings, cell: tuple[str, str], day: date
) -> bytes:
    """The answer, after growing waits or those that the archive asks for."""

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, BusyError) and error.retry_after_s is not None:
            return min(error.retry_after_s, LONGEST_WAIT_S)
        return tenacity.wait_exponential(settings.weather.retry_wait_s, max=LONGEST_WAIT_S)(state)

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(BusyError),
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=wait,
        reraise=True,
    )
    return retrying(ask, pool, settings, cell, day)


def ask(pool: urllib3.PoolManager, settings: Settings, cell: tuple[str, str], day: date) -> bytes:
    """One request; what is said of a fault names the archive and the day, never the key."""
    fields = {"latitude": cell[0], "longitude": cell[1], "timezone": "UTC"}
    fields |= {"start_date": f"{day}", "end_date": f"{day}", "hourly": ",".join(MEASURES)}
    if key := settings.weather.key.get_secret_value():
        fields["apikey"] = key
    named = f"{settings.weather.url} for {day}"
    try:
        answer = pool.request(
            "GET", settings.weather.url, fields=fields, timeout=TIMEOUT_S, retries=False
        )
    except (urllib3.exceptions.HTTPError, OSError):
        raise BusyError(f"{named}: no answer; check FORKLIFT_WEATHER_URL") from None
    if answer.status == 200:
        return answer.data
    if answer.status == 429 or answer.status >= 500:
        after = answer.headers.get("Retry-After", "")
        raise BusyError(
            f"{named}: still {answer.status} after {ATTEMPTS} attempts; try again later",
            float(after) if after.isdigit() else None,
        )
    raise WeatherError(f"{named}: refused with {answer.status}; check the address and the key")


def main(
    latitude: Annotated[float, typer.Argument(min=-90, max=90)],
    longitude: Annotated[float, typer.Argument(min=-180, max=180)],
    first: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    last: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
) -> None:
    """Fetch the weather of a site for some days into FORKLIFT_WEATHER_DIR."""
    try:
        written = fetch(load_settings(), latitude, longitude, first.date(), last.date())
    except ForkliftError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{len(written)} days fetched")


if __name__ == "__main__":
    typer.run(main)
