"""What the wheel speed sensor says: a healthy sensor with a little noise, which reads 0 at rest."""

from __future__ import annotations

import numpy as np

SIGMA_KMH = 0.08


def report_speed(speed_kmh: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return reported Speed in km/h, in steps of 0.1 km/h, shape (samples,)."""
    noise = random.normal(0.0, SIGMA_KMH, len(speed_kmh)) * (speed_kmh > 0)
    return np.round(np.maximum(speed_kmh + noise, 0.0), 1)
