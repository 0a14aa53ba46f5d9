"""How a run's model does on each session of vehicles that it never saw.

Lives here: the sessions of a judged outcome, and their rows in `ml.held_out_sessions`, which two
runs are compared by. Not here: the comparison (`challenge.py`), and scores over sessions
(`evaluation.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd

from orchestration.ml.relations import FEATURE_TABLE
from orchestration.ml.standing import VERSIONS

if TYPE_CHECKING:  # learning takes seconds to import
    from orchestration.ml.dataset import Dataset
    from orchestration.ml.judging import Judged

OUTCOMES = ("true_negative_s", "false_positive_s", "false_negative_s", "true_positive_s")
"""On-duty seconds, in the order of 2 × actual + predicted."""

_OF_MART = VERSIONS.format(
    table=FEATURE_TABLE,
    condition="(vehicle_id, session_id) in (select (vehicle_id, session_id) from rows_to_insert)",
)
_NO_MART = "select vehicle_id, session_id, null::varchar as session_version from rows_to_insert"
_INSERT = """
insert into ml.held_out_sessions by name
select $run_id as run_id, $version as version, judged.*, versions.session_version
from rows_to_insert as judged
left join ({versions}) as versions
    on judged.vehicle_id = versions.vehicle_id and judged.session_id = versions.session_id
"""


def session_table(dataset: Dataset, judged: Judged) -> pd.DataFrame:
    """One row per judged session: the outcomes in on-duty seconds, of that the unknown, windows."""
    number = dataset.session[judged.rows]
    sessions, first, place = np.unique(number, return_index=True, return_inverse=True)
    cell = 4 * place + 2 * judged.actual + judged.predicted
    seconds = np.bincount(cell, weights=judged.duty_s, minlength=4 * len(sessions)).reshape(-1, 4)
    vehicles = np.asarray(dataset.vehicles, dtype=object)
    return pd.DataFrame(
        {
            "vehicle_id": vehicles[dataset.vehicle[judged.rows[first]]],
            "session_id": dataset.session_ids[sessions],
            "fold": judged.fold[first],
            "window_count": np.bincount(place, minlength=len(sessions)),
            **dict(zip(OUTCOMES, seconds.T, strict=True)),
            "unknown_s": np.bincount(
                place, weights=judged.duty_s * ~judged.known, minlength=len(sessions)
            ),
        }
    )


def write_sessions(
    connection: duckdb.DuckDBPyConnection, sessions: pd.DataFrame, *, run_id: str, version: str
) -> None:
    """Record them with the version that each session's features have in the mart now."""
    named = {"run_id": run_id, "version": version}
    connection.register("rows_to_insert", sessions)
    try:
        versions = _OF_MART if _has_versions(connection) else _NO_MART
        connection.execute(_INSERT.format(versions=versions), named)
    finally:
        connection.unregister("rows_to_insert")


def _has_versions(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there is a mart that tells versions of sessions."""
    found = connection.execute(
        "select 1 from duckdb_columns() where schema_name = 'marts'"
        " and table_name = 'feat_carry_windows' and column_name = 'session_version'"
        " and database_name = current_database()"
    )
    return found.fetchone() is not None
