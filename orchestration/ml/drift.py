"""How far what is scored has moved from what the champion was trained on.

Lives here: the windows of the last days, and the rows of `ml.drift`. Not here: what is measured on
them (`drift_measures.py`), and the checks that complain (`checks/drift.py`).

Windows are those on duty, of all forklifts, not of trusted ones alone: they are what is scored. The
last days end with the newest data, not with the clock, so that a version always gives the same.
"""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

from orchestration.ml.drift_measures import COLUMNS, feature_rows, state_rows
from orchestration.ml.relations import FEATURE_TABLE, JUDGED_WINDOWS, OF_FORKLIFTS, VEHICLE_TABLE
from orchestration.ml.writing import insert, transaction
from orchestration.thresholds import Thresholds

if TYPE_CHECKING:  # learning takes seconds to import
    from orchestration.ml.registry import LoadedModel

_MOST_WINDOWS = 200_000
_WINDOWS = f"""
with newest as (
    -- Where one vehicle's clock is ahead, the second newest one tells the time.
    select list_min(max(last_at, 2)) as newest_at
    from (
        select vehicle_id, max(window_started_at) as last_at
        from {FEATURE_TABLE} where {OF_FORKLIFTS} group by vehicle_id
    )
),

since as (
    select newest_at - to_seconds(86400 * $days) as since_at from newest
),

chosen as (
    select vehicle_id, session_id, sum(count(*)) over (
        order by md5(vehicle_id || session_id), vehicle_id, session_id
    ) as windows_so_far
    from {FEATURE_TABLE}
    where {OF_FORKLIFTS} and window_started_at > (select since_at from since)
    group by vehicle_id, session_id
)

select windows.vehicle_id, windows.session_id, windows.window_started_at, windows.on_duty_s,
    windows.load_sensor_status, windows.label_is_carrying, {{features}},
    predictions.is_carrying_predicted, predictions.carry_state
from {JUDGED_WINDOWS} as windows
inner join chosen
    on windows.vehicle_id = chosen.vehicle_id and windows.session_id = chosen.session_id
left join ml.carry_state_predictions as predictions
    on windows.vehicle_id = predictions.vehicle_id
        and windows.session_id = predictions.session_id
        and windows.window_started_at = predictions.window_started_at
where windows.window_started_at > (select since_at from since) and chosen.windows_so_far <= $most
order by windows.vehicle_id, windows.session_id, windows.window_started_at
"""
_EXPECTED = """
select unknown_s, true_positive_s + false_negative_s, true_positive_s + false_positive_s,
    true_positive_s + false_positive_s + false_negative_s + true_negative_s
from ml.held_out_sessions where run_id = ?
order by vehicle_id, session_id
"""


_VERDICTS = f"""
select coalesce(string_agg(concat_ws(' ', vehicle_id, vehicle_class, load_sensor_status), ', '
    order by vehicle_id), '')
from {VEHICLE_TABLE}
"""


def basis_of(connection: duckdb.DuckDBPyConnection, limits: Thresholds) -> str:
    """Fingerprint of what is judged by: the verdicts on the vehicles, and the thresholds."""
    [verdicts] = connection.execute(_VERDICTS).fetchone() or [""]
    return md5(f"{verdicts} {limits}".encode(), usedforsecurity=False).hexdigest()


def is_measured(
    connection: duckdb.DuckDBPyConnection, version: str, run_id: str, limits: Thresholds
) -> bool:
    """Whether the drift of this version against this champion is recorded, on today's basis."""
    found = connection.execute(
        "select 1 from ml.drift where version = ? and run_id = ? and basis = ? limit 1",
        [version, run_id, basis_of(connection, limits)],
    )
    return found.fetchone() is not None


def measure_drift(
    connection: duckdb.DuckDBPyConnection, model: LoadedModel, version: str, limits: Thresholds
) -> pd.DataFrame:
    """Measure, and replace what is recorded of the version; returns the rows.

    No rows for a model that was trained before any of this was kept.
    """
    expected = connection.execute(
        "select feature, bin_edges, bin_shares from ml.feature_profiles where run_id = ?"
        " order by feature",
        [model.run_id],
    ).fetchall()
    held_out = connection.execute(_EXPECTED, [model.run_id]).fetchall()
    rows = []
    if expected or held_out:
        names = model.contract.mart_names
        listed = ", ".join(f'windows."{name}"::float as "{name}"' for name in names)
        asked = {"days": limits.drift_days, "most": _MOST_WINDOWS}
        windows = connection.execute(_WINDOWS.format(features=listed), asked).df()
        rows += feature_rows(windows, names, model, expected, limits)
        if held_out:
            *seconds, total = np.array(held_out, dtype=float).sum(axis=0).tolist()
            rows += state_rows(windows, [part / total for part in seconds], limits)
    table = pd.DataFrame(rows, columns=COLUMNS).assign(
        version=version, run_id=model.run_id, basis=basis_of(connection, limits)
    )
    with transaction(connection):
        connection.execute("delete from ml.drift where version = ?", [version])
        insert(connection, "drift", table)
    return table
