"""Whether a model that was just trained becomes the champion.

Lives here: the rule, in the order in which it asks. Not here: the comparison (`challenge.py`), the
rows (`stages.py`), and decisions that people make (`promoting.py`).

A candidate becomes the champion unless it is worse by more than the interval of the difference. It
also does where there is nothing to beat: no champion, one whose file cannot be used, or no session
that both were judged on. One that learns another label or from windows of another length is no
better and no worse: it stays a candidate until somebody promotes it by name.

What was decided on a run at a version of the data stands when that run is repeated, so that going
back gives what there was; unless somebody has decided otherwise for that version since.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import ForkliftError
from orchestration.ml.challenge import Comparison, compare
from orchestration.ml.config import TrainingConfig
from orchestration.ml.recording import record, repeat
from orchestration.ml.stages import BY_RULE, Decision, last_champion, latest_decision
from orchestration.ml.usability import check_usable

_SAME = ("label_profile", "window_s")
"""Settings without which two models do not answer the same question."""
PROMOTE = "python -m orchestration.models promote {}"


def decide(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    version: str,
    config: TrainingConfig,
    folder: Path,
) -> Decision:
    """Decide on a run that has just been recorded, its sessions and its file (in `folder`) too."""
    standing = latest_decision(connection, version, run_id)
    if standing is not None:
        latest = latest_decision(connection, version)
        if latest is not None and latest.decided_by != BY_RULE:
            standing = latest
        champion = standing.champion
        if champion is None or champion == run_id or not _broken(connection, champion, folder):
            return repeat(connection, standing)
    champion = last_champion(connection, version)
    if champion == run_id:
        champion = None
    becomes, reason, comparison = _judge(connection, run_id, champion, config, folder)
    return record(
        connection,
        Decision(
            version,
            run_id,
            "champion" if becomes else "candidate",
            run_id if becomes else champion,
            champion,
            BY_RULE,
            reason,
            **_figures(comparison),
        ),
    )


def refuse(
    connection: duckdb.DuckDBPyConnection, run_id: str, version: str, reason: str
) -> Decision:
    """Data that trains no model has none, unless somebody has promoted one for it by name."""
    latest = latest_decision(connection, version)
    if latest is not None and latest.decided_by == BY_RULE:
        latest = latest_decision(connection, version, run_id)
    if latest is not None:
        return repeat(connection, latest)
    return record(connection, Decision(version, run_id, "refused", None, None, BY_RULE, reason))


def _judge(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    champion: str | None,
    config: TrainingConfig,
    folder: Path,
) -> tuple[bool, str, Comparison | None]:
    """Whether the run becomes the champion, why, and the comparison that says so."""
    if champion is None:
        return True, "there is no other champion", None
    if broken := _broken(connection, champion, folder):
        return True, f"champion {champion} cannot be used: {broken}", None
    how = f"; to promote it: {PROMOTE.format(run_id)}"
    if other := _other_question(connection, champion, config):
        return False, f"not comparable with champion {champion}: {other}{how}", None
    comparison = compare(
        connection, run_id, champion, draws=config.bootstrap_draws, seed=config.seed
    )
    if comparison is None:
        reason = f"no held-out session in common with champion {champion}, so nothing to compare"
        return True, reason, None
    if comparison.is_worse:
        return False, f"worse than champion {champion}: {comparison}{how}", comparison
    return True, f"not worse than champion {champion}: {comparison}", comparison


def _broken(connection: duckdb.DuckDBPyConnection, run_id: str, folder: Path) -> str | None:
    try:
        check_usable(connection, run_id, folder)
    except ForkliftError as error:
        return str(error)
    return None


def _other_question(
    connection: duckdb.DuckDBPyConnection, champion: str, config: TrainingConfig
) -> str | None:
    """The first setting by which the two models learn different things; None when they do not."""
    row = connection.execute(
        "select settings from ml.training_runs where run_id = ?", [champion]
    ).fetchone()
    before = {**TrainingConfig().model_dump(mode="json"), **json.loads(row[0] if row else "{}")}
    now = config.model_dump(mode="json")
    for name in _SAME:
        if now[name] != before[name]:
            return f"{name} is {now[name]} here and {before[name]} there"
    return None


def _figures(comparison: Comparison | None) -> dict[str, Any]:
    if comparison is None:
        return {}
    return {
        "mcc": comparison.mcc,
        "champion_mcc": comparison.champion_mcc,
        "difference": comparison.difference,
        "low": comparison.low,
        "high": comparison.high,
        "session_count": comparison.session_count,
        "vehicle_count": comparison.vehicle_count,
    }
