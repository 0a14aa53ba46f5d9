"""The pictures of a card.

Lives here: which there are, and going on without one that cannot be drawn. Not here: drawing
(`ml/plots.py`, `hour_plot.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from orchestration.ml import plots
from orchestration.ml.card.hour_plot import plot_hour
from orchestration.ml.card.scores import pooled
from orchestration.ml.card.worst import Hour, worst_hour, worst_vehicles
from orchestration.ml.dataset import Dataset
from orchestration.ml.train import TrainingResult

WORST = 3
"""So many vehicles are shown with an hour of theirs."""

ReadSignals = Callable[[str, int], pd.DataFrame]
"""Samples of a vehicle in the hour that begins at these epoch milliseconds."""


@dataclass
class Pictures:
    """PNG bytes by name, and why others are missing."""

    drawn: dict[str, bytes] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def draw(self, name: str, make: Callable[[], bytes]) -> None:
        """Draw a picture; the card goes on without one that fails, and says so."""
        try:
            self.drawn[name] = make()
        except Exception as error:
            self.missing[name] = f"{type(error).__name__}: {' '.join(str(error).split())}"


def draw_pictures(
    result: TrainingResult, dataset: Dataset, read_signals: ReadSignals
) -> tuple[Pictures, list[Hour]]:
    """All pictures, and the hours of the worst vehicles that they show (`hour_1`, ...)."""
    judged, pictures = result.decoded, Pictures()
    seen = (judged.actual, judged.probability, judged.duty_s)
    confusion = pooled(result.confusion)
    confusion = confusion[
        (confusion["model"] == judged.model) & (confusion["split"] == judged.split)
    ]
    pictures.draw("calibration", lambda: plots.plot_calibration(*seen))
    pictures.draw("precision_recall", lambda: plots.plot_precision_recall(*seen))
    pictures.draw("confusion", lambda: plots.plot_confusion(confusion))
    pictures.draw("importance", lambda: plots.plot_importance(result.importance))
    names = worst_vehicles(result.metrics, judged, WORST)
    hours = [worst_hour(dataset, judged, name, result.config.window_s) for name in names]
    for number, hour in enumerate(hours, start=1):
        pictures.draw(f"hour_{number}", partial(draw_hour, hour, result, read_signals))
    return pictures, hours


def draw_hour(hour: Hour, result: TrainingResult, read_signals: ReadSignals) -> bytes:
    """One hour with the samples that were sent in it."""
    title = f"{hour.vehicle}, held out: label and model differ for {hour.wrong_s / 60:.1f} min"
    signals = read_signals(hour.vehicle, hour.begins_ms)
    return plot_hour(hour, signals, result.config.unknown_below, title)
