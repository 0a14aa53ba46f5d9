"""The picture of an hour is drawn whatever was sent in it."""

from __future__ import annotations

import struct
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from orchestration.ml.card.hour_plot import plot_hour
from orchestration.ml.card.worst import Hour

STATES = np.array([True, True, False])
HOUR = Hour(
    vehicle="A",
    begins_ms=1_700_000_000_000,
    started_ms=1_700_000_000_000 + np.array([0, 5_000, 600_000]),
    window_ms=5_000,
    actual=STATES,
    predicted=~STATES,
    known=STATES,
    probability=np.array([0.1, 0.2, 0.9]),
    wrong_s=15.0,
    wrong_all_s=15.0,
)
SIGNALS = pd.DataFrame(
    {
        "sampled_ms": HOUR.begins_ms + np.array([0, 1_000, 600_000]),
        "height_m": [0.1, None, 2.0],
        "speed_kmh": [5.0, 0.0, 9.0],
        "load_signal": [1.0, 1.0, 0.0],
    }
)


@pytest.mark.parametrize(
    "signals", [SIGNALS, SIGNALS.iloc[:0], SIGNALS.assign(load_signal=None)], ids=len
)
def test_it_is_a_png_of_its_size(signals: pd.DataFrame) -> None:
    image = plot_hour(HOUR, signals, 0.6, "$ is no formula_ here $")
    assert struct.unpack(">II", image[16:24]) == (800, 560)


def test_it_shows_what_it_is_given() -> None:
    shown = plot_hour(HOUR, SIGNALS, 0.6, "title")
    assert plot_hour(HOUR, SIGNALS, 0.6, "title") == shown
    others = [
        plot_hour(HOUR, SIGNALS.assign(height_m=0.0), 0.6, "title"),
        plot_hour(HOUR, SIGNALS, 0.5, "title"),
        plot_hour(replace(HOUR, actual=~STATES), SIGNALS, 0.6, "title"),
        plot_hour(replace(HOUR, probability=HOUR.probability / 2), SIGNALS, 0.6, "title"),
    ]
    assert len({shown, *others}) == 5
