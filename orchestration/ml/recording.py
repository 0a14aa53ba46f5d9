"""Decisions on models, as rows of `ml.model_stages`.

Lives here: putting one in force, first or again, and those of runs from before there were any. Not
here: the transaction (`tables.py`), and what the rows say (`stages.py`).
"""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, datetime

import duckdb

from orchestration.ml.stages import BEFORE_STAGES, BY_RULE, Decision

_NAMES = [field.name for field in fields(Decision)]
_INSERT = f"""
insert into ml.model_stages ({", ".join(_NAMES)}, decided_at, in_force_since)
values ({", ".join(f"${name}" for name in _NAMES)}, $now, {{in_force_since}})
"""
_NEXT = """
greatest($now, (select max(in_force_since) + to_microseconds(1) from ml.model_stages))
"""
"""Later than every decision so far, also where the clock was set back."""
_ADOPT = f"""
insert into ml.model_stages
    (version, run_id, stage, champion, decided_by, reason, decided_at, in_force_since)
select version, run_id, if(status = 'trained', 'champion', 'refused'),
    if(status = 'trained', run_id, null), '{BY_RULE}',
    coalesce(message, '{BEFORE_STAGES}'), trained_at, trained_at
from ml.training_runs
where not exists (select 1 from ml.model_stages)
"""


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
    """Put an earlier decision in force again; one that still is stays as it is."""
    now = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(
        f"update ml.model_stages set in_force_since = {_NEXT}"
        " where version = $version and run_id = $run and decided_by = $by and in_force_since ="
        " (select max(in_force_since) from ml.model_stages"
        " where version = $version and run_id = $run and decided_by = $by)"
        " and in_force_since < (select max(in_force_since) from ml.model_stages)",
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
