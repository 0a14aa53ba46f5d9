"""Whether the fleet is heard as usual: how much, how lately, and carrying how often.

Lives here: the checks of the feature mart that compare a vehicle or a day with those before. Not
here: their SQL (`fleet_queries.py`) and thresholds (`thresholds.py`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import pandas as pd

from orchestration.assets.metadata import markdown
from orchestration.checks.fleet_queries import Fleet, ask_fleet
from orchestration.checks.version_time import version_time
from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.pinning import loaded_version
from orchestration.settings import Settings
from orchestration.thresholds import Thresholds
from orchestration.warehouse import open_warehouse

WINDOWS = dg.AssetKey(["marts", "feat_carry_windows"])
VEHICLES = dg.AssetKey(["marts", "dim_vehicles"])
VOLUME, STALENESS, CARRYING = "vehicles_send_as_much", "vehicles_are_heard", "carrying_is_steady"

SPECS = [
    dg.AssetCheckSpec(
        VOLUME,
        asset=WINDOWS,
        description="Each vehicle's newest local day has about as many samples as its others.",
    ),
    dg.AssetCheckSpec(
        STALENESS,
        asset=WINDOWS,
        description="No vehicle of the fleet has fallen silent.",
    ),
    dg.AssetCheckSpec(
        CARRYING,
        asset=WINDOWS,
        additional_deps=[VEHICLES],
        description="The newest local day is carrying about as much of the time as the others.",
    ),
]


@dg.multi_asset_check(name="fleet_is_heard", specs=SPECS, pool=WAREHOUSE_POOL)
def fleet_is_heard(
    context: dg.AssetCheckExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.AssetCheckResult]:
    """Compare with the days before; what has too few of them is not judged."""
    limits = settings.checks
    now = datetime.now(UTC).replace(tzinfo=None)
    with faults(), open_warehouse(settings, read_only=True) as connection:
        fleet = ask_fleet(
            connection,
            settings.timezone,
            now,
            gone_after_d=limits.gone_after_d,
            min_on_duty_h=limits.day_min_on_duty_h,
        )
        version = loaded_version(connection)
    against = fleet.newest_at
    if limits.stale_against == "now":
        against = now
    elif limits.stale_against == "commit":
        against = version_time(context.instance, version) or against
    yield result(VOLUME, limits, odd_volumes(fleet.volumes, limits), judged=len(fleet.volumes))
    yield result(
        STALENESS,
        limits,
        silent(fleet.last_samples, against, limits),
        against=str(against),
        stale_after_h=limits.stale_after_h,
    )
    yield result(CARRYING, limits, changed_carrying(fleet, limits), days=len(fleet.carrying))


def odd_volumes(volumes: pd.DataFrame, limits: Thresholds) -> pd.DataFrame:
    """The vehicles whose newest day has too few or too many samples."""
    known = volumes[(volumes["earlier_days"] >= limits.history_days) & (volumes["usual"] > 0)]
    ratio = known["samples"] / known["usual"]
    odd = ~ratio.between(limits.volume_min_ratio, limits.volume_max_ratio)
    return known.assign(ratio=ratio)[odd]


def silent(last: pd.DataFrame, against: datetime | None, limits: Thresholds) -> pd.DataFrame:
    """The vehicles whose last sample is too old, but not so old that they are gone."""
    if against is None:
        return last
    age = against - last["last_at"]
    stale = age.between(
        timedelta(hours=limits.stale_after_h),
        timedelta(days=limits.gone_after_d),
        inclusive="neither",
    )
    return last.assign(age_h=age.dt.total_seconds() / 3600)[stale]


def changed_carrying(fleet: Fleet, limits: Thresholds) -> pd.DataFrame:
    """The newest day, when its share of carrying is far from the median of those before."""
    earlier, newest = fleet.carrying[:-1], fleet.carrying[-1:]
    if len(earlier) < limits.history_days:
        return newest[:0]
    usual = earlier["carrying"].median()
    changed = (newest["carrying"] - usual).abs() > limits.carrying_max_change
    return newest.assign(usual=usual)[changed]


def result(name: str, limits: Thresholds, found: pd.DataFrame, **facts: Any) -> dg.AssetCheckResult:
    """A failure that shows what was found, or a success."""
    shown = {"found": markdown(found)} if len(found) else {}
    return dg.AssetCheckResult(
        passed=found.empty,
        asset_key=WINDOWS,
        check_name=name,
        severity=dg.AssetCheckSeverity[limits.severity.upper()],
        metadata={**facts, **shown},
    )
