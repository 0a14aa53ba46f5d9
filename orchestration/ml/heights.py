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
# A minute of windows: forks may chatter in a few of them while they are lifted.
_FEW = 12


def height_columns(names: tuple[str, ...]) -> list[int]:
    """Positions of the columns that are made from the height."""
    return [place for place, name in enumerate(names) if _HEIGHT_WORDS & set(name.split("_"))]


def blind_rows(
    features: np.ndarray,
    names: tuple[str, ...],
    session: np.ndarray,
    limits: HeightLimits,
    *,
    so_far: bool = False,
) -> np.ndarray:
    """(n,) bool: windows of sessions whose height says nothing; `session` counts from 0.

    The verdict is on the whole session, or on its windows `so_far`, as a truck would know it; a
    few of them are not enough to call it noise. Without the columns to judge it by, no height is
    doubted.
    """
    if not {_HEIGHT, _UP, _DOWN} <= set(names):
        return np.zeros(len(features), dtype=bool)
    height, up, down = (features[:, names.index(name)] for name in (_HEIGHT, _UP, _DOWN))
    missing = np.isnan(height)
    with np.errstate(invalid="ignore"):
        chatters = ~missing & (np.minimum(up, down) > limits.chatter_m)
    count = _count_so_far if so_far else _count_in_all
    windows, absent, noise = (
        count(each, session) for each in (np.ones(len(missing), dtype=bool), missing, chatters)
    )
    noisy = noise >= limits.noisy_share * np.maximum(windows - absent, 1)
    if so_far:
        noisy &= windows >= _FEW
    blind: np.ndarray = (absent >= limits.missing_share * windows) | noisy
    return blind


def _count_in_all(what: np.ndarray, session: np.ndarray) -> np.ndarray:
    """(n,) number of such windows in the row's session."""
    return np.bincount(session, weights=what)[session]


def _count_so_far(what: np.ndarray, session: np.ndarray) -> np.ndarray:
    """(n,) number of such windows in the row's session up to the row; sessions stand together."""
    total = np.cumsum(what)
    first = np.flatnonzero(np.append(True, session[1:] != session[:-1])[: len(session)])
    before = np.repeat((total - what)[first], np.diff(np.append(first, len(session))))
    counted: np.ndarray = total - before
    return counted


def take_out(features: np.ndarray, rows: np.ndarray, columns: list[int]) -> None:
    """Make all that is known of the height missing in these rows, in place."""
    places = np.flatnonzero(rows)
    for column in columns if len(places) else []:
        features[places, column] = np.nan
