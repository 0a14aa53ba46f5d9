"""All runs of a warehouse with what became of their models.

Lives here: the list, and the names to choose from. Not here: choosing (`promoting.py`).
"""

from __future__ import annotations

import duckdb
import pandas as pd

from orchestration.errors import ForkliftError
from orchestration.ml.stages import has_stages, present_decision, was_trained

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
    if not was_trained(connection):
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


def known_models(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Run ids of all models, newest first."""
    if not was_trained(connection):
        return []
    return [
        run_id
        for (run_id,) in connection.execute(
            "select run_id from ml.training_runs where status = 'trained'"
            " order by trained_at desc, run_id"
        ).fetchall()
    ]
