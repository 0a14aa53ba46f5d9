"""The feature mart as frames.

Lives here: reading the windows that training and scoring need, and no column more. Not here:
opening DuckDB, and anything that computes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from orchestration.errors import TrainingError
from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import INSTANT_COLUMNS
from orchestration.ml.features import KEYS, LABEL, SUBJECT, WEIGHTS, recognise_features
from orchestration.ml.relations import (
    FEATURE_TABLE,
    JUDGED_WINDOWS,
    OF_FORKLIFTS,
    SESSION_VERSION,
    VEHICLE_TABLE,
)

_BATCH_ROWS = 250_000
_ORDER = "vehicle_id, session_id, window_started_at"

SESSIONS_WITHIN_CAP = f"""
    where (vehicle_id, session_id) in (
        select (vehicle_id, session_id) from (
            select vehicle_id, session_id, sum(count(*)) over (
                order by md5(vehicle_id || session_id), vehicle_id, session_id
            ) as windows_so_far
            from {FEATURE_TABLE}
            group by vehicle_id, session_id
        )
        where windows_so_far <= {{cap}}
    )
"""

WITHOUT_SESSIONS = """
    and (vehicle_id, session_id) not in (select (vehicle_id, session_id) from sessions_left_out)
"""


def read_training_windows(
    connection: duckdb.DuckDBPyConnection, config: TrainingConfig
) -> pd.DataFrame:
    """The columns that training reads, ordered by vehicle, session and time.

    Memory is bound by `config.read_cap`: beyond it, whole sessions are left out, in the order of a
    hash of their ids, so that the same telemetry gives the same windows.
    """
    columns = _columns_of(connection)
    contract = recognise_features(columns, config.feature_groups)
    instant = set(INSTANT_COLUMNS.values())
    narrow = set(contract.names) - instant
    wanted = {*KEYS, *SUBJECT, *WEIGHTS, *LABEL, *contract.names, *instant}
    present = [str(name) for name in columns if name in wanted]
    where = "" if config.read_cap is None else SESSIONS_WITHIN_CAP.format(cap=config.read_cap)
    query = _select(present, narrow, where)
    return _as_frame(connection.execute(query).to_arrow_reader(_BATCH_ROWS))


def read_scoring_windows(
    connection: duckdb.DuckDBPyConnection,
    features: Iterable[str],
    batch_rows: int = _BATCH_ROWS,
    *,
    without: pd.DataFrame | None = None,
) -> Iterator[pd.DataFrame]:
    """Windows of all forklifts in batches, with the columns that scoring reads.

    The sessions of `without` (columns vehicle_id and session_id) are left out.

    No batch cuts a session in two: memory is bound by a batch and its last session. The connection
    must not be used until the last one was taken; give a cursor to write meanwhile.
    """
    wanted = dict.fromkeys([*KEYS, "vehicle_class", *features])
    _require(_columns_of(connection), wanted)
    if has_session_versions(connection):
        wanted[SESSION_VERSION] = None
    where = f"where {OF_FORKLIFTS}"
    if without is not None and len(without):
        connection.register("sessions_left_out", without)
        where += WITHOUT_SESSIONS
    query = _select(list(wanted), set(features), where)
    reader = connection.execute(query).to_arrow_reader(batch_rows)
    yield from whole_sessions(_as_frame([batch]) for batch in reader)


def whole_sessions(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The same rows in the same order, in batches that do not cut a session in two."""
    rest: list[pd.DataFrame] = []
    for batch in batches:
        if batch.empty:
            continue
        vehicle, session = (batch[name].array for name in ("vehicle_id", "session_id"))
        of_last = np.asarray((vehicle == vehicle[-1]) & (session == session[-1]), dtype=bool)
        begins = len(batch) - int(np.argmin(of_last[::-1])) if not of_last.all() else 0
        if begins:
            yield pd.concat([*rest, batch.iloc[:begins]], ignore_index=True)
            rest = []
        elif rest and not _same_session(rest[-1], batch):
            yield pd.concat(rest, ignore_index=True)
            rest = []
        rest.append(batch.iloc[begins:])
    if rest:
        yield pd.concat(rest, ignore_index=True)


def _same_session(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    keys = ["vehicle_id", "session_id"]
    return tuple(before[keys].iloc[-1]) == tuple(after[keys].iloc[0])


def _as_frame(batches: Iterable[pa.RecordBatch]) -> pd.DataFrame:
    """Batches as one frame, in which equal texts are one object and nothing is held twice."""
    table = pa.Table.from_batches(batches)
    return table.to_pandas(split_blocks=True, self_destruct=True, deduplicate_objects=True)


def has_session_versions(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the mart says which version of its session a window is of."""
    return SESSION_VERSION in _columns_of(connection)


def _columns_of(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The judged windows without rows; raises `TrainingError` when a table is missing."""
    try:
        return connection.execute(f"select * from {JUDGED_WINDOWS} limit 0").df()
    except duckdb.CatalogException as error:
        raise TrainingError(
            f"there is no {FEATURE_TABLE} or no {VEHICLE_TABLE}: run dbt build first"
        ) from error


def _require(columns: pd.DataFrame, wanted: Iterable[str]) -> None:
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise TrainingError(
            f"{FEATURE_TABLE} lacks {', '.join(missing[:5])}, which the model reads:"
            " rebuild it or train again"
        )


def _select(columns: list[str], narrow: set[str], where: str = "") -> str:
    """Query of the mart in the order of its key, features of `narrow` as 32-bit floats.

    The session's version becomes text here: as numbers with gaps, it would become a float.
    """
    types = dict.fromkeys(narrow, "float") | {SESSION_VERSION: "varchar"}
    listed = ", ".join(f'"{c}"::{types[c]} as "{c}"' if c in types else f'"{c}"' for c in columns)
    return f"select {listed} from {JUDGED_WINDOWS} {where} order by {_ORDER}"
