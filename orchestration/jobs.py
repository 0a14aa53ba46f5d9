"""The jobs: which assets are materialised together."""

from __future__ import annotations

import dagster as dg

INGEST = dg.AssetSelection.groups("raw")
ML = dg.AssetSelection.groups("ml")

forklift_training_job = dg.define_asset_job(
    "forklift_training_job",
    selection=dg.AssetSelection.all(),
    description="Everything: ingest, dbt, training, scoring and the models after it.",
)

forklift_build_job = dg.define_asset_job(
    "forklift_build_job",
    selection=dg.AssetSelection.all() - ML - ML.downstream(),
    description="Ingest and the dbt models that need no predictions.",
)

forklift_ml_job = dg.define_asset_job(
    "forklift_ml_job",
    selection=ML | ML.downstream(),
    description="Training and scoring on the features of the last build, and the models after it.",
)

JOBS = [forklift_training_job, forklift_build_job, forklift_ml_job]
