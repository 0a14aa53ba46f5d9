"""Decisions that people make about models.

Lives here: promoting a run by name, and rolling back. Not here: the command
(`orchestration/models.py`), the list to choose from (`model_list.py`) and the rule (`deciding.py`).

They hold for the version of the data that is loaded, and for later ones until the rule decides.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.ml.model_list import UnknownModelError, known_models
from orchestration.ml.recording import record
from orchestration.ml.stages import DecidedBy, Decision, has_stages, present_decision
from orchestration.ml.usability import check_usable
from orchestration.ml.writing import transaction


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
    known = known_models(connection)
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
    known = known_models(connection)
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


def _listed(known: list[str], shown: int = 10) -> str:
    """The names to choose from, in one line."""
    more = f" and {len(known) - shown} older ones" if len(known) > shown else ""
    return (", ".join(known[:shown]) or "none: run forklift_training_job") + more
