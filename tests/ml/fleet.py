"""Seeded feature windows in which height and speed over time carry the signal.

A vehicle alternates between empty and loaded travel. Nothing in a single moment tells them apart
well; picking up (forks rise a little and stay) and setting down (forks rise, then fall) do, and
these show in the context columns of the windows that follow.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

WINDOW_S = 5.0


def make_windows(
    vehicles: int = 6,
    windows: int = 1500,
    seed: int = 1,
    sessions: int = 4,
    extra_features: int = 0,
    noise: float = 0.02,
) -> pd.DataFrame:
    """A feature mart of `vehicles` × `windows` rows, all trusted forklifts on duty."""
    frames = [
        _vehicle(f"truck-{number:03d}", windows, sessions, extra_features, noise, [seed, number])
        for number in range(vehicles)
    ]
    return pd.concat(frames, ignore_index=True)


def _vehicle(
    name: str, windows: int, sessions: int, extra: int, noise: float, seed: list[int]
) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(4, 16, size=windows)
    state = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)[:windows]
    began = np.diff(state.astype(int), prepend=0)
    picked, dropped = began == 1, began == -1
    height = np.abs(rng.normal(np.where(state, 0.20, 0.12), 0.05))
    lift_up = np.where(picked, rng.uniform(0.2, 1.0, windows), 0.0)
    lift_down = np.where(dropped, rng.uniform(0.5, 2.0, windows), 0.0)
    height_max = height + 2 * lift_up + lift_down
    speed = np.abs(rng.normal(np.where(state, 7.0, 9.0), 2.5))
    up, down = pd.Series(lift_up), pd.Series(lift_down)
    loaded = np.where(rng.random(windows) < noise, ~state, state).astype(float)
    session = np.arange(windows) * sessions // windows
    start = np.datetime64("2024-03-01T06:00:00", "us")
    seconds = np.arange(windows) * WINDOW_S + session * 7200.0
    frame = pd.DataFrame(
        {
            "vehicle_id": name,
            "session_id": [f"{name}-{number}" for number in session],
            "window_started_at": start + (seconds * 1e6).astype("timedelta64[us]"),
            "vehicle_class": "forklift",
            "load_sensor_status": "trusted",
            "observed_s": WINDOW_S,
            "on_duty_s": WINDOW_S,
            "sample_count": rng.integers(1, 12, windows),
            "height_m_mean": height,
            "height_m_min": height * 0.9,
            "height_m_max": height_max,
            "lift_up_m": lift_up,
            "lift_down_m": lift_down,
            "speed_kmh_mean": speed,
            "speed_kmh_max": speed * 1.2,
            "stationary_share": (speed < 1).astype(float),
            "gps_displacement_m": np.where(rng.random(windows) < 0.3, np.nan, speed * 1.4),
            "load_share": loaded,
            "load_past_share_30s": pd.Series(loaded).rolling(6, min_periods=1).mean(),
            "label_is_carrying": state,
            "label_purity": np.where(began != 0, rng.uniform(0.5, 1.0, windows), 1.0),
        }
    )
    context = {
        f"past_{what}_{span}s": values.rolling(span // 5, min_periods=1).sum()
        for span in (15, 30, 60, 120)
        for what, values in (("lift_up_m", up), ("lift_down_m", down))
    }
    context |= {
        f"around_{what}_60s": values.rolling(12, min_periods=1, center=True).sum()
        for what, values in (("lift_up_m", up), ("lift_down_m", down))
    }
    context |= {
        f"past_balance_{lag}": (up - down).shift(lag).fillna(0.0) for lag in (1, 2, 3, 4, 6, 8)
    }
    frame = frame.assign(**{f"noise_{number}": rng.normal(size=windows) for number in range(extra)})
    return pd.concat([frame, pd.DataFrame(context)], axis=1)
