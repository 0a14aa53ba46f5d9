"""Plots are PNG images of what they are given."""

import struct
from collections.abc import Callable
from functools import partial

import numpy as np

from orchestration.ml import plots
from orchestration.ml.train import TrainingResult

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def test_plots_are_small_png_images_and_repeat(result: TrainingResult) -> None:
    judged = result.held_out
    arrays = (judged.actual, judged.probability, judged.duty_s)
    chosen = result.confusion.query("fold == 'all' and vehicle_id == 'all'")
    chosen = chosen.query("model == 'hist_gradient_boosting' and split == 'held_out_vehicles'")
    made: dict[str, Callable[[], bytes]] = {
        "confusion": partial(plots.plot_confusion, chosen),
        "precision_recall": partial(plots.plot_precision_recall, *arrays),
        "calibration": partial(plots.plot_calibration, *arrays),
        "importance": partial(plots.plot_importance, result.importance),
    }
    images = {name: make() for name, make in made.items()}
    for name, image in images.items():
        assert image.startswith(SIGNATURE)
        assert struct.unpack(">II", image[16:24]) == (500, 400)
        assert len(image) < 60_000
        assert made[name]() == image
    assert len(set(images.values())) == 4


def test_plots_show_the_numbers(result: TrainingResult) -> None:
    judged = result.held_out
    worse = np.where(np.arange(len(judged.actual)) % 2, judged.probability, 0.5)
    before = plots.plot_calibration(judged.actual, judged.probability, judged.duty_s)
    assert plots.plot_calibration(judged.actual, worse, judged.duty_s) != before
