"""Each window of the judging fleets: what really happened, beside what every judge says.

Lives here: bringing two warehouses, predictions and the simulator's truth together. Not here: where
they come from (`truth_build`, `truth_models`), and scores (`truth_scores`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.benchmark.truth_fleets import JudgedFleet

JUDGES = {
    "reference": "reference rule",
    "product": "product rule",
    "leaky": "leaky baseline",
    "model": "model",
    "estimate": "best estimate",
    "transferred": "model of another fleet",
    "transferred_estimate": "best estimate with it",
    "causal": "causal model of another fleet",
}
"""Columns of `judged_windows` with the names that people read."""

WINDOWS = """
    with carries as (
        select vehicle_id, unnest(range(started_at_ms // 5000, (ended_at_ms - 1) // 5000 + 1))
            as window_number, started_at_ms, ended_at_ms
        from read_parquet($carries)
    ),
    truth as (
        select vehicle_id, window_number, sum(
            least(ended_at_ms, (window_number + 1) * 5000)
            - greatest(started_at_ms, window_number * 5000)
        ) / 5000.0 as true_share
        from carries group by all
    ),
    reference as (
        select vehicle_id, window_number, bool_or(carrying_share >= 0.5) as is_carrying
        from reference.intermediate.int_windows__measured group by all
    )
    select fleets.fleet, fleets.condition, estimates.vehicle_id, estimates.session_id,
        vehicles.vehicle_class, vehicles.load_fault, vehicles.height_fault,
        estimates.load_sensor_status, estimates.observed_s,
        coalesce(truth.true_share, 0) as true_share,
        coalesce(truth.true_share, 0) >= 0.5 as truth,
        coalesce(reference.is_carrying, false) as reference,
        coalesce(estimates.sensor_is_carrying, false) as product,
        leaky.leaky,
        estimates.model_is_carrying as model,
        coalesce(estimates.is_carrying, false) as estimate,
        transferred.transferred,
        -- The same choice as in fct_carry_estimates, for a model that is not the warehouse's own.
        coalesce(case
            when estimates.load_sensor_status = 'trusted'
                and estimates.sensor_is_carrying is not null then estimates.sensor_is_carrying
            when transferred.transferred_known then transferred.transferred
            when estimates.load_sensor_status = 'flickering' then estimates.sensor_is_carrying
        end, false) as transferred_estimate,
        transferred.causal,
        estimates.estimate_source = 'unknown' as estimate_unknown,
        estimates.model_state = 'unknown' as model_unknown,
        not transferred.transferred_known as transferred_unknown,
        estimates.model_probability,
        transferred.transferred_probability,
        transferred.causal_probability
    from product.marts.fct_carry_estimates as estimates
    inner join fleets using (vehicle_id)
    inner join read_parquet($vehicles) as vehicles using (vehicle_id)
    left join truth on truth.vehicle_id = estimates.vehicle_id
        and truth.window_number = epoch_ms(estimates.window_started_at) // 5000
    left join reference on reference.vehicle_id = estimates.vehicle_id
        and reference.window_number = epoch_ms(estimates.window_started_at) // 5000
    left join transferred on transferred.vehicle_id = estimates.vehicle_id
        and transferred.session_id = estimates.session_id
        and transferred.window_started_at = estimates.window_started_at
    left join leaky on leaky.vehicle_id = estimates.vehicle_id
        and leaky.session_id = estimates.session_id
        and leaky.window_started_at = estimates.window_started_at
    where estimates.observed_s >= 2.5
    order by estimates.vehicle_id, estimates.session_id, estimates.window_started_at
"""
"""Windows that were observed for at least half of their 5 s, with what each judge says."""


def judged_windows(
    root: Path,
    product: Path,
    reference: Path,
    fleets: Sequence[JudgedFleet],
    transferred: pd.DataFrame,
    leaky: pd.DataFrame,
) -> pd.DataFrame:
    """One row per observed window of the fleets below `root`, by vehicle, session and time.

    Columns: fleet, condition, keys, class, faults and verdict of the vehicle, observed_s,
    true_share (of the window's time), truth, a boolean for each of `JUDGES` (null where a model
    does not judge: trucks), and of models `<name>_unknown` and `<name>_probability`. Where the best
    estimate is unknown, it counts as not carrying.
    """
    named = pd.DataFrame(
        [
            (vehicle.vehicle_id, fleet.name, fleet.conditions.get(vehicle.vehicle_id, "usual"))
            for fleet in fleets
            for vehicle in fleet.spec.vehicles
        ],
        columns=["vehicle_id", "fleet", "condition"],
    )
    with duckdb.connect() as connection:
        for name, path in (("product", product), ("reference", reference)):
            quoted = str(path).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name} (read_only)")
        for name, frame in (("fleets", named), ("transferred", transferred), ("leaky", leaky)):
            connection.register(name, frame)
        files = {
            name: [str(root / fleet.name / "truth" / f"{name}.parquet") for fleet in fleets]
            for name in ("carries", "vehicles")
        }
        return connection.execute(WINDOWS, files).df()
