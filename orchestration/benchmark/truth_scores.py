"""What rules, model and best estimate say of each window, scored against what really happened.

Lives here: the windows of two warehouses beside the simulator's truth, and their scores by group.
Not here: where the warehouses come from (`truth.py`), and scores that need no truth
(`ml/evaluation.py`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from orchestration.ml.metrics import calibration_error
from orchestration.ml.segments import match_segments

JUDGED = {
    "reference": "reference rule",
    "product": "product rule",
    "model": "model",
    "estimate": "best estimate",
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
        select vehicle_id, window_started_at, bool_or(label_is_carrying) as is_carrying
        from reference.marts.feat_carry_windows group by all
    )
    select estimates.vehicle_id, estimates.session_id, vehicles.vehicle_class,
        vehicles.load_fault, vehicles.height_fault, estimates.observed_s,
        coalesce(truth.true_share, 0) as true_share,
        coalesce(truth.true_share, 0) >= 0.5 as truth,
        coalesce(reference.is_carrying, false) as reference,
        coalesce(estimates.sensor_is_carrying, false) as product,
        estimates.model_is_carrying as model,
        coalesce(estimates.is_carrying, false) as estimate,
        estimates.estimate_source = 'unknown' as unknown,
        estimates.model_probability
    from product.marts.fct_carry_estimates as estimates
    inner join read_parquet($vehicles) as vehicles using (vehicle_id)
    left join truth on truth.vehicle_id = estimates.vehicle_id
        and truth.window_number = epoch_ms(estimates.window_started_at) // 5000
    left join reference on reference.vehicle_id = estimates.vehicle_id
        and reference.window_started_at = estimates.window_started_at
    where estimates.observed_s >= 2.5
    order by estimates.vehicle_id, estimates.session_id, estimates.window_started_at
"""
"""Windows that were observed for at least half of their 5 s, with what each judge says."""


def judged_windows(product: Path, reference: Path, truth: Path) -> pd.DataFrame:
    """One row per observed window of two warehouses over the same telemetry, by session and time.

    `truth` is the simulator's folder. Columns: vehicle_id, session_id, vehicle_class, load_fault,
    height_fault, observed_s, true_share (of the window's time), truth, a boolean for each of
    `JUDGED` (the model's is null where it does not judge: trucks), unknown (the best estimate says
    nothing, and counts as not carrying) and model_probability.
    """
    with duckdb.connect() as connection:
        for name, path in (("product", product), ("reference", reference)):
            quoted = str(path).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name} (read_only)")
        files = {name: str(truth / f"{name}.parquet") for name in ("carries", "vehicles")}
        return connection.execute(WINDOWS, files).df()


def f1(truth: pd.Series, said: pd.Series) -> float | None:
    """F1 of `said` against `truth`, over the rows where something is said; null if undefined."""
    known = said.notna()
    truth, said = truth[known].astype(bool), said[known].astype(bool)
    total = int(truth.sum() + said.sum())
    return 2 * int((truth & said).sum()) / total if total else None


def score_by(windows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """F1 of every judge and the error of its carry hours and counts, per group.

    Columns: keys, vehicles, windows, carrying_share, unknown_share, calibration_error (of the
    model), then per judge `<name>_f1`, `<name>_segment_f1` (overlap at least half of the union),
    `<name>_hours_error` and `<name>_count_error` (share of the true ones; positive is too many).
    """
    rows = []
    for group, part in windows.groupby(keys, sort=True):
        true_s = float((part["observed_s"] * part["true_share"]).sum())
        row = dict(zip(keys, group if isinstance(group, tuple) else (group,), strict=True))
        row |= {
            "vehicles": part["vehicle_id"].nunique(),
            "windows": len(part),
            "carrying_share": float(part["truth"].mean()),
            "unknown_share": float(part["unknown"].mean()),
            "calibration_error": _calibration_error(part),
        }
        for name in JUDGED:
            said_s = float(part.loc[part[name].fillna(False).astype(bool), "observed_s"].sum())
            row[f"{name}_f1"] = f1(part["truth"], part[name])
            row[f"{name}_hours_error"] = said_s / true_s - 1 if true_s else None
            row |= _segments(part, name)
        rows.append(row)
    return pd.DataFrame(rows)


def _segments(windows: pd.DataFrame, name: str) -> dict[str, float | None]:
    """Agreement of carries, where this judge says anything."""
    known = windows[windows[name].notna()]
    if known.empty:
        return {f"{name}_segment_f1": None, f"{name}_count_error": None}
    found = match_segments(
        known["truth"].to_numpy(dtype=bool),
        known[name].to_numpy(dtype=bool),
        pd.factorize(known["vehicle_id"] + "|" + known["session_id"])[0],
        known["observed_s"].to_numpy(dtype=np.float64),
    )
    count_error = found.predicted / found.actual - 1 if found.actual else None
    return {f"{name}_segment_f1": found.f1, f"{name}_count_error": count_error}


def _calibration_error(windows: pd.DataFrame) -> float | None:
    known = windows[windows["model_probability"].notna()]
    return calibration_error(
        known["truth"].to_numpy(dtype=bool),
        known["model_probability"].to_numpy(dtype=np.float64),
        known["observed_s"].to_numpy(dtype=np.float64),
    )
