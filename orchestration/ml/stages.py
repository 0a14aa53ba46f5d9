"""Which model is in force, and since which decision.

Lives here: what the rows of `ml.model_stages` say of a version of the data. Not here: writing them
(`recording.py`), and how a decision is made (`deciding.py`, `promoting.py`).

A decision belongs to a version of the data: whoever goes back to a version has the champion that
was in force there. A version on which nothing was decided has the champion of the latest decision.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

import duckdb

Stage = Literal["champion", "candidate", "refused"]
DecidedBy = Literal["rule", "promotion", "rollback"]
BY_RULE: DecidedBy = "rule"
BEFORE_STAGES = "trained before models had stages"


@dataclass(frozen=True)
class Decision:
    """One row of `ml.model_stages`."""

    version: str
    run_id: str
    stage: Stage
    champion: str | None
    """Run id of the champion that the decision puts or leaves in force; None for no model."""
    champion_before: str | None
    decided_by: DecidedBy
    reason: str
    mcc: float | None = None
    champion_mcc: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    session_count: int | None = None
    vehicle_count: int | None = None


_NAMES = ", ".join(field.name for field in fields(Decision))
_SELECT = f"select {_NAMES} from ml.model_stages"
_LATEST = "order by in_force_since desc limit 1"


def latest_decision(
    connection: duckdb.DuckDBPyConnection, version: str | None = None, run_id: str | None = None
) -> Decision | None:
    """The decision in force, of all or of one version; with a run id, the rule's on that run."""
    if not has_stages(connection):
        return None
    row = connection.execute(
        f"{_SELECT} where version = coalesce($version, version)"
        f" and ($run is null or (run_id = $run and decided_by = '{BY_RULE}')) {_LATEST}",
        {"version": version, "run": run_id},
    ).fetchone()
    return None if row is None else Decision(*row)


def present_decision(connection: duckdb.DuckDBPyConnection, version: str) -> Decision | None:
    """The decision in force for the version; a warehouse from before stages has its latest run's.

    None when nothing was ever trained.
    """
    found = latest_decision(connection, version) or latest_decision(connection)
    if found is not None or not was_trained(connection):
        return found
    row = connection.execute(
        "select version, run_id, status, message from ml.training_runs"
        " order by trained_at desc, run_id limit 1"
    ).fetchone()
    if row is None:
        return None
    trained_on, run_id, status, message = row
    if status != "trained":
        return Decision(trained_on, run_id, "refused", None, None, BY_RULE, message)
    return Decision(trained_on, run_id, "champion", run_id, None, BY_RULE, BEFORE_STAGES)


def present_champion(connection: duckdb.DuckDBPyConnection, version: str) -> tuple[str, str] | None:
    """Run id and file hash of the model in force for the version; None for no model."""
    decision = present_decision(connection, version)
    if decision is None or decision.champion is None:
        return None
    row = connection.execute(
        "select run_id, model_sha256 from ml.training_runs where run_id = ?", [decision.champion]
    ).fetchone()
    return None if row is None else (row[0], row[1])


def last_champion(connection: duckdb.DuckDBPyConnection, version: str) -> str | None:
    """Run id of the champion to beat: that of the version, or of all; a refused day has none."""
    row = connection.execute(
        "select champion from ml.model_stages where champion is not null"
        " order by version = $version desc, in_force_since desc limit 1",
        {"version": version},
    ).fetchone()
    return None if row is None else str(row[0])


def has_stages(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any decision was ever recorded."""
    if not _exists(connection, "model_stages"):
        return False
    return connection.execute("select 1 from ml.model_stages limit 1").fetchone() is not None


def was_trained(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a training was ever recorded, be it a refusal."""
    return _exists(connection, "training_runs")


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'ml' and table_name = ?"
        " and database_name = current_database()",
        [table],
    )
    return found.fetchone() is not None
