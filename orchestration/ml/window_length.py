"""Whether the windows of the mart are as long as a training takes them to be.

Lives here: that check. Not here: the windows, which dbt makes, and the setting (`config.py`).
"""

from __future__ import annotations

import numpy as np

from orchestration.errors import SettingsError


def require_window_length(started_at: np.ndarray, window_s: float) -> None:
    """Raise `SettingsError` unless windows start whole multiples of `window_s` apart.

    All sessions lie on one grid. Every divisor of its step would do, too, so the multiples must
    have no common divisor but 1. Takes the start of each window, in any order.
    """
    ms = started_at.astype("datetime64[ms]").astype(np.int64)
    step = int(np.gcd.reduce(ms - ms[0])) if len(ms) else 0
    if step and step != 1000 * window_s:
        raise SettingsError(
            f"training setting window_s={window_s:g}: the windows of the feature mart are"
            f" {step / 1000:g} s long; give that"
        )
