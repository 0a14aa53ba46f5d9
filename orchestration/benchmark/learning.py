"""The steps of the classifier, as the pipeline does them.

Lives here: training and scoring, timed after the imports, which each does by itself. Not here: the
process that they run in (`step.py`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from orchestration.benchmark.outcome import Outcome
from orchestration.errors import TrainingError
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.ml.config import TrainingConfig


def train_model(settings: Settings, share: float = 0) -> Outcome:
    """Train, judge and store the classifier, on all windows or on a share of them."""
    from orchestration.ml.config import TrainingConfig
    from orchestration.ml.dataset import make_dataset
    from orchestration.ml.leaky_samples import read_leaky_samples
    from orchestration.ml.mart import read_training_windows
    from orchestration.ml.registry import save_model
    from orchestration.ml.tables import write_refusal, write_run
    from orchestration.ml.train import train
    from orchestration.pinning import loaded_version
    from orchestration.warehouse import open_warehouse

    config = capped(settings, share) if share else TrainingConfig()
    began = time.perf_counter()
    with open_warehouse(settings, read_only=True) as connection:
        version = loaded_version(connection)
        windows = read_training_windows(connection, config)
        samples = read_leaky_samples(connection)
    read = time.perf_counter()
    try:
        count, dataset = len(windows), make_dataset(windows, config)
        del windows
        result = train(dataset, config, version=version, samples=samples, threads=settings.threads)
    except TrainingError as error:
        with open_warehouse(settings) as connection:
            write_refusal(connection, config, version=version, reason=str(error))
        return Outcome(time.perf_counter() - began, detail=f"no model: {error}")
    saved = save_model(result, settings.models_path)
    with open_warehouse(settings) as connection:
        write_run(connection, result, saved)
    detail = f"{sum(result.rows_per_vehicle.values()):,} of {count:,} windows"
    ended = time.perf_counter()
    parts = {"read": read - began, "train": ended - read}
    return Outcome(ended - began, detail=detail, windows=count, parts=parts)


def capped(settings: Settings, share: float) -> TrainingConfig:
    """Settings that read a share of the mart's windows."""
    from orchestration.ml.config import TrainingConfig
    from orchestration.ml.relations import FEATURE_TABLE
    from orchestration.warehouse import open_warehouse

    with open_warehouse(settings, read_only=True) as connection:
        [count] = connection.execute(f"select count(*) from {FEATURE_TABLE}").fetchone() or [0]
    cap = max(100, round(share * count))
    return TrainingConfig(read_cap=cap)


def score_windows(settings: Settings) -> Outcome:
    """Predict every window of every forklift."""
    import orchestration.ml.registry  # what the step would import while the clock runs
    import orchestration.ml.score  # noqa: F401
    from orchestration.assets.score import refresh_predictions
    from orchestration.ml.stages import present_champion
    from orchestration.pinning import loaded_version
    from orchestration.warehouse import open_warehouse

    began, predicted = time.perf_counter(), 0
    with open_warehouse(settings) as connection:
        champion = present_champion(connection, loaded_version(connection))
        if champion is not None:
            predicted = refresh_predictions(connection, settings, *champion)
    seconds = time.perf_counter() - began
    return Outcome(seconds, detail=f"{predicted:,} windows", windows=predicted)
