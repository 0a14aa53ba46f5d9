"""Heights that cannot be believed.

Lives here: which columns speak of the forks' height, which sessions have a height that says
nothing, and taking it out. Not here: calibrating heights (dbt does), or learning without them.

A stuck height has no value in the mart, and yet lifts of 0 m. A noisy one has values, and forks
that rise and fall in nearly every window, which no forks do. Both become missing, all of them, so
that a model that has learned from sessions without height says what it can say without, and what
that is worth is known from held-out sessions whose height was taken out the same way.
"""

from __future__ import annotations

import numpy as np

from orchestration.ml.config import HeightLimits

_HEIGHT_WORDS = {"height", "lift", "vertical"}
_HEIGHT, _UP, _DOWN = "height_m_mean", "lift_up_m", "lift_down_m"


def height_columns(names: tuple[str, ...]) -> list[int]:
    """Positions of the columns that are made from the height."""
    return [place for place, name in enumerate(names) if _HEIGHT_WORDS & set(name.split("_"))]


def blind_rows(
    features: np.ndarray, names: tuple[str, ...], session: np.ndarray, limits: HeightLimits
) -> np.ndarray:
    """(n,) bool: windows of sessions whose height says nothing; `session` counts from 0.

    Without the columns to judge it by, no height is doubted.
    """
    if not {_HEIGHT, _UP, _DOWN} <= set(names):
        return np.zeros(len(features), dtype=bool)
    height, up, down = (features[:, names.index(name)] for name in (_HEIGHT, _UP, _DOWN))
    missing = np.isnan(height)
    with np.errstate(invalid="ignore"):
        chatters = ~missing & (np.minimum(up, down) > limits.chatter_m)
    windows = np.bincount(session)
    absent = np.bincount(session, weights=missing)
    noise = np.bincount(session, weights=chatters)
    blind = (absent >= limits.missing_share * windows) | (
        noise >= limits.noisy_share * np.maximum(windows - absent, 1)
    )
    return blind[session]


def take_out(features: np.ndarray, rows: np.ndarray, columns: list[int]) -> None:
    """Make all that is known of the height missing in these rows, in place."""
    places = np.flatnonzero(rows)
    for column in columns if len(places) else []:
        features[places, column] = np.nan
