"""Leaving the model as it is where training would only repeat itself.

Lives here: what is told of a model that stands, and the note of what it stands on. Not here:
finding it (`ml/repeat.py`), and the step that trains (`train.py`).

What training reads is looked at in two ways. Mostly the versions of the sessions and the verdicts
on the vehicles are those of the last time, and no window is read. Where they are not, or where that
time is forgotten, the windows tell by their values.
"""

from typing import Any

import dagster as dg
import duckdb

from orchestration.assets.metadata import markdown
from orchestration.assets.train_config import STEP
from orchestration.assets.train_facts import decision_facts, optimism_table, score_table
from orchestration.assets.train_task import TrainingTask
from orchestration.ml.config import TrainingConfig
from orchestration.ml.deciding import decide
from orchestration.ml.fingerprint import code_fingerprint, library_versions, run_id_of
from orchestration.ml.mart import has_session_versions
from orchestration.ml.model_file import hash_of_files
from orchestration.ml.relations import FEATURE_TABLE, SESSION_VERSION, VEHICLE_TABLE
from orchestration.ml.repeat import RecordedRun, latest_run, standing_run
from orchestration.ml.writing import transaction
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse
from orchestration.warehouse.build_state import build_state, remember_passed, run_that_passed

CONTENTS = {
    FEATURE_TABLE: f"vehicle_id, session_id, {SESSION_VERSION}, code_version",
    VEHICLE_TABLE: "*",
}
"""What training reads, by the columns that tell when any of it changes."""


def unread_facts(
    context: dg.AssetExecutionContext, settings: Settings, version: str, config: TrainingConfig
) -> dict[str, Any] | None:
    """What is told of the model that stands by all that is noted of it; else nothing."""
    with open_warehouse(settings, read_only=True) as connection:
        run = latest_run(connection, settings.models_path)
        state = training_state(connection, run, settings, config)
        passed = None if state is None else run_that_passed(connection, STEP, state)
    if run is None or passed is None:
        return None
    return standing_facts(context, settings, version, config, run)


def unchanged_facts(task: TrainingTask) -> dict[str, Any] | None:
    """What is told of the model of an equal run; nothing where there is something to learn."""
    settings, config = task.settings, task.config
    run_id, _ = run_id_of(task.dataset, config, task.version, task.samples)
    with open_warehouse(settings, read_only=True) as connection:
        run = standing_run(connection, run_id, settings.models_path, code_fingerprint())
    if run is None:
        return None
    return standing_facts(task.context, settings, task.version, config, run)


def standing_facts(
    context: dg.AssetExecutionContext,
    settings: Settings,
    version: str,
    config: TrainingConfig,
    run: RecordedRun,
) -> dict[str, Any]:
    """What is told of a model that stands, and the decision on it, which is in force again."""
    with open_warehouse(settings) as connection, transaction(connection):
        decision = decide(connection, run.run_id, version, config, settings.models_path)
    context.log.info(
        f"Nothing changed: the model of run {run.run_id} stands, as its data, settings, libraries"
        f" and code are the same. Delete {run.saved.path} to train again."
    )
    return {
        "status": "unchanged",
        "run_id": run.run_id,
        "unchanged_since": f"{run.trained_at:%Y-%m-%d %H:%M} UTC",
        "file": dg.MetadataValue.path(run.saved.path),
        "sha256": run.saved.sha256,
        "card_file": dg.MetadataValue.path(run.saved.path.with_suffix(".html")),
        "windows": run.window_count,
        "scores": markdown(score_table(run.metrics)),
        "optimism": markdown(optimism_table(run.metrics, config.model)),
        **decision_facts(decision),
    }


def remember_training(
    context: dg.AssetExecutionContext, settings: Settings, config: TrainingConfig
) -> None:
    """Note what the model of the latest run stands on."""
    with open_warehouse(settings) as connection:
        run = latest_run(connection, settings.models_path)
        state = training_state(connection, run, settings, config)
        if state is not None:
            remember_passed(connection, STEP, state, context.run.run_id)


def training_state(
    connection: duckdb.DuckDBPyConnection,
    run: RecordedRun | None,
    settings: Settings,
    config: TrainingConfig,
) -> str | None:
    """Fingerprint of all that a training follows from, and of what it left; None for no model."""
    files = None if run is None else hash_of_files(settings.models_path, run.run_id)
    if run is None or files is None or not has_session_versions(connection):
        return None
    learner = (code_fingerprint(), library_versions(), config.model_dump_json())
    code = repr((*learner, run.run_id, run.saved.sha256, files))
    return build_state(connection, code, CONTENTS, CONTENTS)[0]
