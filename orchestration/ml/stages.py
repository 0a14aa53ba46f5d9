"""Which model is in force, and since which decision.

Lives here: the rows of `ml.model_stages`, and what they say of a version of the data. Not here: how
a decision is made (`deciding.py`).

A decision belongs to a version of the data: whoever goes back to a version has the champion that
was in force there. A version on which nothing was decided has the champion of the latest decision.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Literal

import duckdb

Stage = Literal["champion", "candidate", "refused"]
DecidedBy = Literal["rule", "promotion", "rollback"]
BY_RULE: DecidedBy = "rule"


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
_INSERT = f"""
insert into ml.model_stages ({_NAMES}, decided_at, in_force_since)
values ({", ".join(f"${field.name}" for field in fields(Decision))}, $now, {{in_force_since}})
"""
_NEXT = """
greatest($now, (select max(in_force_since) + to_microseconds(1) from ml.model_stages))
"""
"""Later than every decision so far, also where the clock was set back."""
_ADOPT = """
insert into ml.model_stages
    (version, run_id, stage, champion, decided_by, reason, decided_at, in_force_since)
select version, run_id, if(status = 'trained', 'champion', 'refused'),
    if(status = 'trained', run_id, null), 'rule',
    coalesce(message, 'trained before models had stages'), trained_at, trained_at
from ml.training_runs
where not exists (select 1 from ml.model_stages)
"""


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
    if found is not None or not _exists(connection, "training_runs"):
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
    reason = "trained before models had stages"
    return Decision(trained_on, run_id, "champion", run_id, None, BY_RULE, reason)


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


def record(connection: duckdb.DuckDBPyConnection, decision: Decision) -> Decision:
    """Put a decision in force; the rule's earlier one on the same run and version goes."""
    if decision.decided_by == BY_RULE:
        connection.execute(
            f"delete from ml.model_stages where version = ? and run_id = ?"
            f" and decided_by = '{BY_RULE}'",
            [decision.version, decision.run_id],
        )
    now = datetime.now(UTC).replace(tzinfo=None)
    statement = _INSERT.format(in_force_since=_NEXT)
    connection.execute(statement, {**asdict(decision), "now": now})
    return decision


def repeat(connection: duckdb.DuckDBPyConnection, decision: Decision) -> Decision:
    """Put an earlier decision in force again."""
    now = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(
        f"update ml.model_stages set in_force_since = {_NEXT}"
        " where version = $version and run_id = $run and decided_by = $by and in_force_since ="
        " (select max(in_force_since) from ml.model_stages"
        " where version = $version and run_id = $run and decided_by = $by)",
        {
            "now": now,
            "version": decision.version,
            "run": decision.run_id,
            "by": decision.decided_by,
        },
    )
    return decision


def adopt_earlier_runs(connection: duckdb.DuckDBPyConnection) -> None:
    """Runs from before stages count as decided when they were trained, each for its version."""
    connection.execute(_ADOPT)


def has_stages(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any decision was ever recorded."""
    if not _exists(connection, "model_stages"):
        return False
    return connection.execute("select 1 from ml.model_stages limit 1").fetchone() is not None


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'ml' and table_name = ?"
        " and database_name = current_database()",
        [table],
    )
    return found.fetchone() is not None
