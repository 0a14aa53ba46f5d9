"""Decisions that people make about models.

Lives here: promoting a run by name, rolling back, and the list of runs that both choose from. Not
here: the command (`orchestration/models.py`), and the rule (`deciding.py`).

They hold for the version of the data that is loaded, and for later ones until the rule decides.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from orchestration.errors import ForkliftError
from orchestration.ml.deciding import check_usable
from orchestration.ml.stages import (
    DecidedBy,
    Decision,
    has_stages,
    present_decision,
    record,
)
from orchestration.ml.tables import transaction

RUNS = """
select
    runs.run_id,
    runs.version,
    runs.status,
    runs.trained_at,
    runs.message,
    max(scores.value) filter (scores.metric = 'mcc') as mcc,
    max(scores.value) filter (scores.metric = 'segment_f1') as segment_f1
from ml.training_runs as runs
left join ml.model_metrics as scores
    on runs.run_id = scores.run_id
        and scores.model
            = coalesce(runs.settings->>'model', 'hist_gradient_boosting') || '_decoded'
        and scores.split = 'held_out_vehicles'
        and scores.fold = 'all' and scores.vehicle_id = 'all'
group by all
order by runs.trained_at desc, runs.run_id
"""
DECISIONS = """
select run_id, champion, decided_by, reason from ml.model_stages order by in_force_since
"""


class UnknownModelError(ForkliftError):
    """A name that no model has."""


def list_runs(connection: duckdb.DuckDBPyConnection, version: str) -> pd.DataFrame:
    """All runs, newest first: run_id, version, status, trained_at, mcc, segment_f1, stage, reason.

    Stage is `champion`, `retired` (once was), `candidate` or `refused`, as of the loaded version.
    """
    if not _was_trained(connection):
        raise UnknownModelError("no model was trained yet: run forklift_training_job")
    runs = connection.execute(RUNS).df()
    present = present_decision(connection, version)
    champion = present.champion if present else None
    champions, reasons = set(), {}
    if has_stages(connection):
        for run_id, of, decided_by, reason in connection.execute(DECISIONS).fetchall():
            champions.add(of)
            reasons[run_id] = f"{decided_by}: {reason}"

    def stage(run_id: str, status: str) -> str:
        if run_id == champion:
            return "champion"
        if status != "trained":
            return status
        return "retired" if run_id in champions else "candidate"

    return runs.assign(
        stage=[stage(*of) for of in zip(runs["run_id"], runs["status"], strict=True)],
        reason=[reasons.get(run_id, "") for run_id in runs["run_id"]],
    )


def promote(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    *,
    version: str,
    folder: Path,
    decided_by: DecidedBy = "promotion",
) -> Decision:
    """Make a run's model the champion, once it has proved that it can be used.

    Raises a `ForkliftError` of one line, and changes nothing, when there is no such model, it
    cannot be used, or it is the champion already.
    """
    known = _models(connection)
    if run_id not in known:
        raise UnknownModelError(f"there is no model {run_id}; there are {_listed(known)}")
    present = present_decision(connection, version)
    before = present.champion if present else None
    if before == run_id:
        raise UnknownModelError(f"model {run_id} is the champion already; nothing was changed")
    check_usable(connection, run_id, folder)
    reason = f"{'rolled back' if decided_by == 'rollback' else 'promoted'} by name"
    reason += f", in place of {before}" if before else ""
    with transaction(connection):
        return record(
            connection,
            Decision(version, run_id, "champion", run_id, before, decided_by, reason),
        )


def roll_back(
    connection: duckdb.DuckDBPyConnection, run_id: str | None, *, version: str, folder: Path
) -> Decision:
    """Go back to the run named, or to the champion before the present one."""
    known = _models(connection)
    target = run_id or _champion_before(connection, version)
    if target is None:
        raise UnknownModelError(
            f"there was no champion before the present one; name one of {_listed(known)}"
        )
    return promote(connection, target, version=version, folder=folder, decided_by="rollback")


def _champion_before(connection: duckdb.DuckDBPyConnection, version: str) -> str | None:
    """The champion that the present one took over from, when it did not come by a rollback."""
    present = present_decision(connection, version)
    if present is None or present.champion is None or not has_stages(connection):
        return None
    row = connection.execute(
        "select champion_before from ml.model_stages"
        " where champion = $champion and champion_before <> champion and decided_by <> 'rollback'"
        " order by in_force_since desc limit 1",
        {"champion": present.champion},
    ).fetchone()
    return None if row is None else row[0]


def _models(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Run ids of all models, newest first."""
    if not _was_trained(connection):
        return []
    return [
        run_id
        for (run_id,) in connection.execute(
            "select run_id from ml.training_runs where status = 'trained'"
            " order by trained_at desc, run_id"
        ).fetchall()
    ]


def _was_trained(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'ml'"
        " and table_name = 'training_runs' and database_name = current_database()"
    )
    return found.fetchone() is not None


def _listed(known: list[str], shown: int = 10) -> str:
    """The names to choose from, in one line."""
    more = f" and {len(known) - shown} older ones" if len(known) > shown else ""
    return (", ".join(known[:shown]) or "none: run forklift_training_job") + more
