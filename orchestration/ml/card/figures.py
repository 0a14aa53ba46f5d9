"""Single figures as text.

Lives here: digits, signs and intervals in brackets. Not here: which figures a card shows.
"""

from __future__ import annotations

import pandas as pd

NOTHING = "–"


def score(value: float | None, low: float | None = None, high: float | None = None) -> str:
    """`0.938 (0.912–0.957)`."""
    if value is None or pd.isna(value):
        return NOTHING
    return f"{value:.3f}" + ("" if low is None or high is None else f" ({low:.3f}–{high:.3f})")


def relative(value: float | None, low: float | None = None, high: float | None = None) -> str:
    """`+1.2 % (-0.4 to +2.8)`."""
    if value is None or pd.isna(value):
        return NOTHING
    ends = "" if low is None or high is None else f" ({100 * low:+.1f} to {100 * high:+.1f})"
    return f"{100 * value:+.1f} %{ends}"


def share(value: float | None) -> str:
    """`1.2 %`."""
    return NOTHING if value is None or pd.isna(value) else f"{100 * value:.1f} %"


def difference(value: float | None, reference: float | None) -> str:
    """`+0.031`."""
    return NOTHING if value is None or reference is None else f"{value - reference:+.3f}"


def human(name: str) -> str:
    """Names of models, splits and verdicts, as the other screens show them."""
    return name.replace("_", " ")
