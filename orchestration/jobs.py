"""The jobs: which assets are materialised together."""

from __future__ import annotations

import dagster as dg

INGEST = dg.AssetSelection.groups("raw")
ML = dg.AssetSelection.groups("ml")
EXPORT = dg.AssetSelection.groups("export")
PREDICTIONS = dg.AssetSelection.assets(["ml", "carry_state_predictions"])

forklift_training_job = dg.define_asset_job(
    "forklift_training_job",
    selection=dg.AssetSelection.all() - EXPORT,
    description="Everything: ingest, dbt, training, scoring and the models after it.",
)

forklift_training_and_export_job = dg.define_asset_job(
    "forklift_training_and_export_job",
    selection=dg.AssetSelection.all(),
    description="Everything, and at its end the files for analysts.",
)

forklift_export_job = dg.define_asset_job(
    "forklift_export_job",
    selection=EXPORT,
    description="The files for analysts, from what the last run built.",
)

forklift_build_job = dg.define_asset_job(
    "forklift_build_job",
    selection=dg.AssetSelection.all() - ML - ML.downstream() - EXPORT,
    description="Ingest and the dbt models that need no predictions.",
)

forklift_ml_job = dg.define_asset_job(
    "forklift_ml_job",
    selection=(ML | ML.downstream()) - EXPORT,
    description="Training and scoring on the features of the last build, and the models after it.",
)

forklift_scoring_job = dg.define_asset_job(
    "forklift_scoring_job",
    selection=PREDICTIONS.downstream() - EXPORT,
    description="Scoring with the champion, without training, and the models after it.",
)

JOBS = [
    forklift_training_job,
    forklift_training_and_export_job,
    forklift_build_job,
    forklift_ml_job,
    forklift_scoring_job,
    forklift_export_job,
]
