"""Whether a training learned from about the same as the one before.

Lives here: the drift of the label's base rate and of the sensors' verdicts between trainings on two
versions of the data. Not here: whether the model is any good (`tables.py`).
"""

import json
from collections.abc import Iterator

import dagster as dg
import pandas as pd

from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.settings import Settings
from orchestration.warehouse import read_frame

RUNS = dg.AssetKey(["ml", "training_runs"])
BASE_RATE, VERDICTS = "base_rate_is_steady", "trusted_vehicles_are_steady"

SPECS = [
    dg.AssetCheckSpec(
        BASE_RATE,
        asset=RUNS,
        description="Labels are carrying about as often as in the training before.",
    ),
    dg.AssetCheckSpec(
        VERDICTS,
        asset=RUNS,
        description="About the same load sensors are trusted as in the training before.",
    ),
]

TRAININGS = """
    with runs as (
        select run_id, version, trained_at, coalesce(rows_per_vehicle, '{}') as rows_per_vehicle
        from ml.training_runs
    ),

    latest as (
        select * from runs order by trained_at desc, run_id limit 1
    ),

    before as (
        select * from runs
        where version <> (select version from latest)
        order by trained_at desc, run_id
        limit 1
    ),

    rates as (
        select
            run_id,
            sum(on_duty_s) filter (is_carrying) / sum(on_duty_s) as base_rate
        from ml.confusion
        where model = 'majority' and split = 'held_out_vehicles'
            and fold = 'all' and vehicle_id = 'all'
        group by run_id
    )

    select run_id, rows_per_vehicle, base_rate
    from (from latest union all from before) left join rates using (run_id)
    order by trained_at desc
"""
"""The latest run, and the last one on another version: two runs on the same data show no drift."""


@dg.multi_asset_check(name="training_is_steady", specs=SPECS, pool=WAREHOUSE_POOL)
def training_is_steady(settings: dg.ResourceParam[Settings]) -> Iterator[dg.AssetCheckResult]:
    """Compare with the training before; the first one of all passes."""
    with faults():
        runs = read_frame(settings, TRAININGS)
    limits = settings.checks
    rates = [float(rate) for rate in runs["base_rate"]]
    severity = dg.AssetCheckSeverity[limits.severity.upper()]
    change = abs(rates[0] - rates[1]) if len(rates) == 2 else 0.0
    yield dg.AssetCheckResult(
        # Without a score on one side, there is nothing to compare.
        passed=not change > limits.carrying_max_change,
        asset_key=RUNS,
        check_name=BASE_RATE,
        severity=severity,
        metadata={"base_rates": [rate for rate in rates if not pd.isna(rate)]},
    )
    trusted = [set(json.loads(counts)) for counts in runs["rows_per_vehicle"]]
    now, before = trusted if len(trusted) == 2 else (trusted[:1] or [set()]) * 2
    changed = now ^ before
    yield dg.AssetCheckResult(
        passed=len(changed) <= limits.trusted_max_change * max(len(now | before), 1),
        asset_key=RUNS,
        check_name=VERDICTS,
        severity=severity,
        metadata={"taken_in": sorted(now - before), "left_out": sorted(before - now)},
    )
