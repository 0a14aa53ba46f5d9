"""Leaving the model as it is where training would only repeat itself.

Lives here: what is told of a model that stands. Not here: finding it (`ml/repeat.py`), and the step
that trains (`train.py`), which imports this only when it runs.
"""

from typing import Any

import dagster as dg

from orchestration.assets.metadata import markdown
from orchestration.assets.train_facts import decision_facts, optimism_table, score_table
from orchestration.assets.train_task import TrainingTask
from orchestration.ml.deciding import decide
from orchestration.ml.fingerprint import code_fingerprint, run_id_of
from orchestration.ml.repeat import standing_run
from orchestration.ml.writing import transaction
from orchestration.warehouse import open_warehouse


def unchanged_facts(task: TrainingTask) -> dict[str, Any] | None:
    """What is told of the model of an equal run; nothing where there is something to learn."""
    settings, dataset, config = task.settings, task.dataset, task.config
    run_id, _ = run_id_of(dataset, config, task.version, task.samples)
    with open_warehouse(settings, read_only=True) as connection:
        run = standing_run(connection, run_id, settings.models_path, code_fingerprint())
    if run is None:
        return None
    with open_warehouse(settings) as connection, transaction(connection):
        decision = decide(connection, run_id, task.version, config, settings.models_path)
    task.context.log.info(
        f"Nothing changed: the model of run {run_id} stands, as its data, settings, libraries and"
        f" code are the same. Delete {run.saved.path} to train again."
    )
    return {
        "status": "unchanged",
        "run_id": run_id,
        "unchanged_since": f"{run.trained_at:%Y-%m-%d %H:%M} UTC",
        "file": dg.MetadataValue.path(run.saved.path),
        "sha256": run.saved.sha256,
        "card_file": dg.MetadataValue.path(run.saved.path.with_suffix(".html")),
        "windows": len(dataset),
        "scores": markdown(score_table(run.metrics)),
        "optimism": markdown(optimism_table(run.metrics, config.model)),
        **decision_facts(decision),
    }
