"""What Dagster is told of a trained model.

Lives here: scores beside the baselines. Not here: the step that trains (`train.py`), which imports
this only when it runs, as learning takes seconds to import; and the model card (`train_card.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg
import pandas as pd

from orchestration.assets.metadata import markdown
from orchestration.ml.card.scores import pooled
from orchestration.ml.model_file import SavedModel
from orchestration.ml.stages import Decision

if TYPE_CHECKING:  # learning takes seconds to import
    from orchestration.ml.train import TrainingResult

OF_CARRIES = ["segment_f1", "carry_hours_error", "calibration_error", "unknown_share"]


def model_facts(result: TrainingResult, saved: SavedModel) -> dict[str, Any]:
    """Scores beside the baselines, and what the model is."""
    return {
        "status": "trained",
        "run_id": result.run_id,
        "file": dg.MetadataValue.path(saved.path),
        "sha256": saved.sha256,
        "data_fingerprint": result.data_fingerprint,
        "windows": sum(result.rows_per_vehicle.values()),
        "seconds": result.seconds,
        "notes": "\n".join(result.notes),
        "scores": markdown(score_table(result.metrics)),
        "optimism": markdown(optimism_table(result.metrics, result.config.model)),
    }


def score_table(metrics: pd.DataFrame) -> pd.DataFrame:
    """Pooled scores, one row per split and model."""
    shown = ["mcc", "balanced_accuracy", "f1", "precision", "recall", "pr_auc", "brier"]
    wide = pooled(metrics).pivot(index=["split", "model"], columns="metric", values="value")
    return wide[[*shown, *OF_CARRIES]].reset_index()


def optimism_table(metrics: pd.DataFrame, model: str) -> pd.DataFrame:
    """The same model by how its rows were held out, the most flattering way first."""
    chosen = pooled(metrics)
    chosen = chosen[(chosen["model"] == model) & chosen["metric"].isin(["f1", "mcc"])]
    ends = chosen.melt(["split", "metric"], ["value", "low", "high"], "end", "score")
    ends["name"] = ends["metric"] + " " + ends["end"]
    wide = ends.pivot(index="split", columns="name", values="score")
    return wide.sort_values("f1 value", ascending=False).reset_index()


def decision_facts(decision: Decision) -> dict[str, Any]:
    """Whether the model is the champion, which model is, and why."""
    figures = {"mcc": decision.mcc, "champion_mcc": decision.champion_mcc}
    return {
        "stage": decision.stage,
        "champion": decision.champion or "none",
        "decision": decision.reason,
        "decided_by": decision.decided_by,
        **{f"compared_{name}": value for name, value in figures.items() if value is not None},
    }
