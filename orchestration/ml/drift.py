"""How far what is scored has moved from what the champion was trained on.

Lives here: the windows of the last days, the measures on them, and the rows of `ml.drift`. Not
here: the index (`profile.py`), and the checks that complain (`checks/drift.py`).

| measure | value | expected |
|---|---|---|
| `psi` | population stability index of a feature | |
| `unknown_share` | time whose state is unknown | the same on held-out vehicles |
| `label_rate` | labelled time of trusted sensors that is carrying | the same of the training |
| `predicted_rate` | time that is predicted to be carrying | the same on held-out vehicles |

Windows are those on duty, of all forklifts, not of trusted ones alone: they are what is scored.
The last days end with the newest data, not with the clock, so that a version always gives the same.
A measure on fewer windows than `drift_min_windows`, or on one vehicle, is recorded and not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd

from orchestration.ml.heights import blind_rows
from orchestration.ml.mart import FEATURE_TABLE
from orchestration.ml.matrix import fill_matrix
from orchestration.ml.neighbours import run_numbers
from orchestration.ml.profile import feature_values, shares_in, stability_index
from orchestration.ml.tables import transaction
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
        from {FEATURE_TABLE} where vehicle_class = 'forklift' group by vehicle_id
    )
),

recent as (
    select vehicle_id, session_id, window_started_at, on_duty_s, load_sensor_status,
        label_is_carrying, {{features}}
    from {FEATURE_TABLE}
    where vehicle_class = 'forklift'
        and window_started_at > (select newest_at from newest) - to_seconds(86400 * $days)
),

chosen as (
    select vehicle_id, session_id, sum(count(*)) over (
        order by md5(vehicle_id || session_id), vehicle_id, session_id
    ) as windows_so_far
    from recent
    group by vehicle_id, session_id
)

select recent.*, predictions.is_carrying_predicted, predictions.carry_state
from recent
inner join chosen using (vehicle_id, session_id)
left join ml.carry_state_predictions as predictions
    using (vehicle_id, session_id, window_started_at)
where windows_so_far <= $most
order by vehicle_id, session_id, window_started_at
"""
_EXPECTED = """
select unknown_s, true_positive_s + false_negative_s, true_positive_s + false_positive_s,
    true_positive_s + false_positive_s + false_negative_s + true_negative_s
from ml.held_out_sessions where run_id = ?
order by vehicle_id, session_id
"""


def is_measured(connection: duckdb.DuckDBPyConnection, version: str, run_id: str) -> bool:
    """Whether the drift of this version against this champion is recorded."""
    found = connection.execute(
        "select 1 from ml.drift where version = ? and run_id = ? limit 1", [version, run_id]
    )
    return found.fetchone() is not None


def measure_drift(
    connection: duckdb.DuckDBPyConnection, model: LoadedModel, version: str, limits: Thresholds
) -> pd.DataFrame:
    """Measure, and replace what is recorded of the version; returns the rows.

    No rows for a model that was trained before its profile was kept.
    """
    expected = connection.execute(
        "select feature, bin_edges, bin_shares from ml.feature_profiles where run_id = ?"
        " order by feature",
        [model.run_id],
    ).fetchall()
    names = model.contract.mart_names
    windows = connection.execute(
        _WINDOWS.format(features=", ".join(f'"{name}"::float as "{name}"' for name in names)),
        {"days": limits.drift_days, "most": _MOST_WINDOWS},
    ).df()
    rows = _of_features(windows, names, model, expected, limits) if expected else []
    held_out = connection.execute(_EXPECTED, [model.run_id]).fetchall()
    if held_out:
        *seconds, total = np.array(held_out, dtype=float).sum(axis=0).tolist()
        rows += _of_states(windows, [part / total for part in seconds], limits)
    table = pd.DataFrame(rows, columns=_COLUMNS).assign(version=version, run_id=model.run_id)
    with transaction(connection):
        connection.execute("delete from ml.drift where version = ?", [version])
        connection.register("rows_to_insert", table)
        connection.execute("insert into ml.drift by name select * from rows_to_insert")
        connection.unregister("rows_to_insert")
    return table


_COLUMNS = [
    "measure",
    "feature",
    "value",
    "expected",
    "threshold",
    "window_count",
    "vehicle_count",
    "is_judged",
    "is_beyond",
]


def _of_features(
    windows: pd.DataFrame,
    names: tuple[str, ...],
    model: LoadedModel,
    expected: list[tuple[str, list[float], list[float]]],
    limits: Thresholds,
) -> list[tuple[Any, ...]]:
    matrix = fill_matrix(windows, names, model.contract.window_s)
    run = run_numbers(windows["vehicle_id"].to_numpy(), windows["session_id"].to_numpy())
    blind = blind_rows(matrix, names, run, model.limits)
    on_duty = (windows["on_duty_s"] > 0).to_numpy(dtype=bool)
    places = {name: place for place, name in enumerate(names)}
    values = feature_values(matrix[on_duty], places, blind[on_duty])
    vehicles = windows.loc[on_duty, "vehicle_id"].nunique()
    rows = []
    for name, edges, before in expected:
        now, counted = shares_in(values[name], np.array(edges)), (len(values[name]), vehicles)
        # Without heights on either side, there is nothing to compare.
        value = stability_index(np.array(before), now) if any(before) and now.any() else None
        rows.append(_row("psi", name, value, None, limits.drift_max_psi, counted, limits))
    return rows


def _of_states(
    windows: pd.DataFrame, expected: list[float], limits: Thresholds
) -> list[tuple[Any, ...]]:
    on_duty = windows[windows["on_duty_s"] > 0]
    scored = on_duty[on_duty["carry_state"].notna()]
    trusted = on_duty["load_sensor_status"].astype(str) == "trusted"
    labelled = on_duty[trusted & on_duty["label_is_carrying"].notna()]
    unknown, carrying, predicted = expected
    change = limits.carrying_max_change
    told = [
        ("unknown_share", scored, scored["carry_state"] == "unknown", unknown, change),
        ("label_rate", labelled, labelled["label_is_carrying"], carrying, change),
        ("predicted_rate", scored, scored["is_carrying_predicted"], predicted, change),
    ]
    rows = []
    for measure, frame, is_so, before, threshold in told:
        seconds = frame["on_duty_s"].to_numpy(dtype=float)
        total = seconds.sum()
        value = float(seconds @ is_so.to_numpy(dtype=float)) / total if total else None
        counted = (len(frame), frame["vehicle_id"].nunique())
        rows.append(_row(measure, None, value, before, threshold, counted, limits))
    return rows


def _row(
    measure: str,
    feature: str | None,
    value: float | None,
    expected: float | None,
    threshold: float,
    counted: tuple[int, int],
    limits: Thresholds,
) -> tuple[Any, ...]:
    """One row of `ml.drift`; unknown may become rarer without being beyond anything."""
    is_judged = value is not None and counted[0] >= limits.drift_min_windows and counted[1] > 1
    moved = 0.0 if value is None else value - (expected or 0.0)
    distance = moved if measure in ("psi", "unknown_share") else abs(moved)
    is_beyond = is_judged and distance > threshold
    return (measure, feature, value, expected, threshold, *counted, is_judged, is_beyond)
