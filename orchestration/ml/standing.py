"""Which predictions still stand.

Lives here: the sessions whose stored predictions a model would only repeat. Not here: scoring, or
writing tables.

A session stands when the same model has scored it, and its windows carry the same
`session_version` in the feature mart now as they did then, in the same number. Without that
column, or where it is null, nothing stands.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from orchestration.ml.mart import has_session_versions
from orchestration.ml.relations import FEATURE_TABLE, OF_FORKLIFTS, SESSION_VERSION

PREDICTIONS = "ml.carry_state_predictions"

VERSIONS = f"""
    select vehicle_id, session_id,
        min({SESSION_VERSION})::varchar as session_version, count(*) as window_count
    from {{table}}
    where {{condition}}
    group by vehicle_id, session_id
    having count({SESSION_VERSION}) = count(*) and min({SESSION_VERSION}) = max({SESSION_VERSION})
"""
"""Sessions of a table of windows with the version they are all of, where there is one."""
_STANDING = f"""
select vehicle_id, session_id
from ({VERSIONS.format(table=FEATURE_TABLE, condition=OF_FORKLIFTS)}) as present
inner join ({VERSIONS.format(table=PREDICTIONS, condition="model_version = $model")}) as stored
    using (vehicle_id, session_id, session_version, window_count)
"""

_SESSION_COUNT = f"""
select count(distinct (vehicle_id, session_id)) from {FEATURE_TABLE} where {OF_FORKLIFTS}
"""


def standing_sessions(connection: duckdb.DuckDBPyConnection, model_version: str) -> pd.DataFrame:
    """Columns vehicle_id and session_id of the sessions that need not be scored again."""
    if not has_session_versions(connection) or not _were_stored(connection):
        return pd.DataFrame({"vehicle_id": [], "session_id": []}, dtype=str)
    return connection.execute(_STANDING, {"model": model_version}).df()


def all_stand(connection: duckdb.DuckDBPyConnection, standing: pd.DataFrame) -> bool:
    """Whether those are all sessions that are scored, so that there is nothing to do."""
    found = connection.execute(_SESSION_COUNT).fetchone()
    return found == (len(standing),)


def _were_stored(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the predictions are there and say which version of the session they are of."""
    found = connection.execute(
        "select 1 from duckdb_columns() where schema_name = 'ml' and column_name = ?"
        " and table_name = 'carry_state_predictions' and database_name = current_database()",
        [SESSION_VERSION],
    ).fetchone()
    return found is not None
