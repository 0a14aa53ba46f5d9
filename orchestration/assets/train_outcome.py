"""What comes of a training: a model with its scores and its card, or a refusal.

Lives here: the order in which they are written, the model before all that tells of it. Not here:
the step (`train.py`), which imports this only when it runs, as learning takes seconds to import.
"""

from functools import partial
from typing import Any

import dagster as dg

from orchestration.assets.train_card import card_facts
from orchestration.assets.train_facts import decision_facts, model_facts
from orchestration.assets.train_task import TrainingTask
from orchestration.ml.card.write import write_card, write_refused_card
from orchestration.ml.config import TrainingConfig
from orchestration.ml.registry import save_model
from orchestration.ml.tables import write_refusal, write_run
from orchestration.ml.train import train
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse


def learned(task: TrainingTask) -> dict[str, Any]:
    """Train, judge, store and decide; returns what is told of it.

    Raises `TrainingError` when the data cannot train a model.
    """
    log, settings, dataset = task.context.log, task.settings, task.dataset
    result = train(
        dataset,
        task.config,
        version=task.version,
        samples=task.samples,
        threads=settings.threads,
    )
    saved = save_model(result, settings.models_path)
    with open_warehouse(settings) as connection:
        decision = write_run(connection, result, saved)
    log.info("%s: %s", decision.stage, decision.reason)
    card = card_facts(log, settings, task.version, partial(write_card, result, dataset))
    return {**model_facts(result, saved), **decision_facts(decision), **card}


def refused(
    context: dg.AssetExecutionContext,
    settings: Settings,
    config: TrainingConfig,
    version: str,
    reason: str,
) -> dict[str, Any]:
    """Record that there is no model, and why; returns what is told of it."""
    context.log.warning("no model: %s", reason)
    with open_warehouse(settings) as connection:
        run_id = write_refusal(connection, config, version=version, reason=reason)
    write = partial(write_refused_card, run_id, reason, config)
    card = card_facts(context.log, settings, version, write)
    return {"status": "refused", "reason": reason, **card}
