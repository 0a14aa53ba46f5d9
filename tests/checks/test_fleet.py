"""What counts as usual for a vehicle and a day, by hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.assets.source import SOURCE_KEY
from orchestration.checks.fleet import CARRYING, STALENESS, VOLUME, fleet_is_heard
from orchestration.settings import load_settings
from tests.checks.judging import make_mart, verdicts

MONDAY = datetime(2025, 3, 3, 12)
Row = tuple[str, datetime, int, float, bool | None]


def days(vehicle: str, *samples: int, first: datetime = MONDAY) -> Iterator[Row]:
    """One window at noon of each day; a day without samples has none."""
    for number, count in enumerate(samples):
        if count:
            yield vehicle, first + timedelta(days=number), count, 0.0, None


def judged(folder: Path, rows: Any, **checks: Any) -> dict[str, dg.AssetCheckEvaluation]:
    warehouse = folder / "w.duckdb"
    make_mart(warehouse, rows)
    given = {"history_days": 3, **checks}
    zone = given.pop("timezone", "UTC")
    return verdicts(fleet_is_heard, load_settings(warehouse=warehouse, checks=given, timezone=zone))


def found(evaluation: dg.AssetCheckEvaluation) -> str:
    return str(evaluation.metadata["found"].value)


@pytest.mark.parametrize(
    ("newest", "passed"),
    # Median of 90, 100 and 400 is 100: the limits are 20 and 500 samples.
    [(20, True), (19, False), (500, True), (501, False)],
)
def test_the_newest_day_beside_the_vehicles_own_median(
    tmp_path: Path, newest: int, passed: bool
) -> None:
    rows = [*days("A", 90, 400, 100, newest), *days("B", 7, 7, 7, 7)]
    evaluation = judged(tmp_path, rows)[VOLUME]
    assert evaluation.passed is passed
    assert evaluation.severity is dg.AssetCheckSeverity.WARN
    if not passed:
        assert "A" in found(evaluation) and "B" not in found(evaluation)


def test_a_vehicle_without_history_is_not_judged(tmp_path: Path) -> None:
    rows = [*days("A", 90, 400, 1), *days("B", 7, 7, 7, 7)]  # two earlier days of three
    assert judged(tmp_path, rows)[VOLUME].passed


def test_a_day_under_way_is_compared_with_the_same_hours(tmp_path: Path) -> None:
    """10 samples until noon, as on each day before, and 990 in the evenings before."""
    evenings = [
        (vehicle, MONDAY + timedelta(days=day, hours=8), 990, 0.0, None)
        for day in range(3)
        for vehicle in "AB"
    ]
    rows = [*days("A", 10, 10, 10, 10), *days("B", 10, 10, 10, 10), *evenings]
    assert judged(tmp_path, rows)[VOLUME].passed
    # Once the others have gone on to the evening, A's 10 samples of that day are too few.
    late = ("B", MONDAY + timedelta(days=3, hours=8), 990, 0.0, None)
    later = ("C", MONDAY + timedelta(days=3, hours=8), 990, 0.0, None)
    (tmp_path / "later").mkdir()
    evaluation = judged(tmp_path / "later", [*rows, late, later])[VOLUME]
    assert not evaluation.passed
    assert "A" in found(evaluation) and "B" not in found(evaluation)


@pytest.mark.parametrize(("zone", "passed"), [("UTC", True), ("Asia/Tokyo", False)])
def test_days_are_local(tmp_path: Path, zone: str, passed: bool) -> None:
    """20:00 UTC is the next day in Tokyo: there the newest day has the 10 samples alone."""
    rows: list[Row] = []
    for day in range(4):
        rows += days("A", 90, first=MONDAY + timedelta(days=day))
        rows.append(("A", MONDAY + timedelta(days=day, hours=8), 10, 0.0, None))
    rows += days("B", 90, 90, 90, 90)
    rows.append(("B", MONDAY + timedelta(days=4), 90, 0.0, None))
    rows.append(("C", MONDAY + timedelta(days=4), 90, 0.0, None))
    assert judged(tmp_path, rows, timezone=zone)[VOLUME].passed is passed


# The newest data, which two vehicles have: the fifth, noon.
FLEET = [*days("A", 1, 1, 1), *days("B", 1, 1, 1), *days("C", 1)]


@pytest.mark.parametrize(
    ("stale_after_h", "gone_after_d", "passed"),
    # C is 48 h behind.
    [(48, 30, True), (47.9, 30, False), (47.9, 2, True)],
)
def test_silence_is_judged_against_the_newest_data(
    tmp_path: Path, stale_after_h: float, gone_after_d: float, passed: bool
) -> None:
    evaluation = judged(tmp_path, FLEET, stale_after_h=stale_after_h, gone_after_d=gone_after_d)[
        STALENESS
    ]
    assert evaluation.passed is passed
    if not passed:
        assert "C" in found(evaluation) and "48" in found(evaluation)
        assert evaluation.metadata["against"].value == "2025-03-05 12:00:00"


def test_one_clock_that_is_ahead_makes_nobody_stale(tmp_path: Path) -> None:
    rows = [*FLEET, *days("D", 1, first=datetime(2025, 3, 25))]
    assert judged(tmp_path, rows, stale_after_h=48)[STALENESS].passed


def test_old_data_is_stale_against_the_clock_alone(tmp_path: Path) -> None:
    evaluation = judged(tmp_path, FLEET, stale_against="now", gone_after_d=1e5, severity="error")[
        STALENESS
    ]
    assert not evaluation.passed
    assert evaluation.severity is dg.AssetCheckSeverity.ERROR


@pytest.mark.parametrize(
    ("version", "created_at", "passed"),
    [
        ("v1", "2025-03-09 12:00:00+00:00", False),  # four days after the last sample
        ("v1", "2025-03-06 12:00:00+00:00", True),
        ("v1", "unknown", True),  # then the newest data
        ("v0", "2025-03-09 12:00:00+00:00", True),  # of another version
    ],
)
def test_silence_against_the_commit(
    tmp_path: Path, version: str, created_at: str, passed: bool
) -> None:
    @dg.asset
    def ingest(context: dg.AssetExecutionContext) -> None:
        context.log_event(
            dg.AssetObservation(SOURCE_KEY, metadata={"version": version, "created_at": created_at})
        )

    warehouse = tmp_path / "w.duckdb"
    make_mart(warehouse, FLEET[:6])
    settings = load_settings(warehouse=warehouse, checks={"stale_against": "commit"})
    assert verdicts(fleet_is_heard, settings, ingest)[STALENESS].passed is passed


@pytest.mark.parametrize(
    ("hours", "passed"),
    # 3 h of 10 h before; now 4.4 h (+0.14), 4.6 h (+0.16) and 1.4 h (-0.16).
    [(4.4, True), (4.6, False), (1.4, False)],
)
def test_the_newest_day_carries_as_usual(tmp_path: Path, hours: float, passed: bool) -> None:
    rows: list[Row] = []
    for day in range(4):
        at = MONDAY + timedelta(days=day)
        carrying = 3600 * (hours if day == 3 else 3)
        rows += [("A", at, 1, carrying, True), ("B", at, 1, 36000 - carrying, False)]
        rows.append(("C", at, 1, 9e9, None))  # without a label
    # Half an hour of labels is no day to compare.
    rows.append(("A", MONDAY + timedelta(days=4), 1, 1800, True))
    rows.append(("B", MONDAY + timedelta(days=4), 1, 0, True))
    # Nor is one that no second vehicle has come to.
    rows.append(("A", MONDAY + timedelta(days=5), 1, 36000, True))
    assert judged(tmp_path, rows)[CARRYING].passed is passed


def test_nothing_at_all_passes(tmp_path: Path) -> None:
    assert all(each.passed for each in judged(tmp_path, []).values())
