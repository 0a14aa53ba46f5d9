"""Context of feature windows against plain slices of the windows before and after, in numpy.

Lives here: frames and lags, for each length of window. Not here: what one window says
(`int_windows__measured.yml`), and who may use which feature (`ml/`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.dbt.build import build, read
from tests.dbt_runs import Dbt

STARTED_S = 1_741_158_000
SESSIONS = ((0, 420), (3600, 30), (7200, 500))
"""Seconds after the start, and how many samples about a second apart."""

WINDOWS = """
select session_key, window_number, on_duty_s, {columns}
from intermediate.int_windows__measured
order by session_key, window_number
"""
FEATURES = "from marts.feat_carry_windows order by session_key, window_started_at"
AGGREGATES: dict[str, Callable[[np.ndarray], float]] = {
    "height_m_mean": np.nanmean,
    "height_m_min": np.nanmin,
    "height_m_max": np.nanmax,
    "speed_kmh_mean": np.nanmean,
    "speed_kmh_max": np.nanmax,
    "lift_up_m": np.nansum,
    "lift_down_m": np.nansum,
}
LAGS_S = (5, 10, 15)
LAGGED = ("height_m_mean", "speed_kmh_mean")
PAST_S = (15, 30, 60, 120)
AROUND_S = (60, 120)


def write_telemetry(folder: Path) -> None:
    """One vehicle whose height and speed are missing now and then, at times for minutes."""
    random = np.random.default_rng(5)
    lines = []
    for at, count in SESSIONS:
        times = STARTED_S + at + np.cumsum(random.choice([0.4, 1.0, 7.0], count))
        for number, time in enumerate(times):
            unknown = 90 < number < 200 or random.random() < 0.1
            height = "" if unknown else f"{random.uniform(0, 4):.2f}"
            speed = "" if unknown and number % 3 else f"{random.uniform(0, 12):.1f}"
            duty = int(number % 100 < 80)
            lines.append(
                f"FL-1;{height};{number // 20 % 2};{duty};{time * 1000:.0f};52;13;{speed}\n"
            )
    (folder / "real_data").mkdir()
    (folder / "real_data" / "a.csv").write_text("".join(lines))


def expected(windows: pd.DataFrame, window_s: float) -> pd.DataFrame:
    """Each feature of context of one session's windows, from the windows alone."""
    made: dict[str, list[float]] = {}
    for column, aggregate in AGGREGATES.items():
        values = windows[column].to_numpy(dtype=float, na_value=np.nan)
        sides = [("past", s, 1 - round(s / window_s), 0) for s in PAST_S]
        sides += [("around", s, 1 - round(s / window_s), round(s / window_s) - 1) for s in AROUND_S]
        for side, seconds, first, last in sides:
            frames = (values[max(0, at + first) : at + last + 1] for at in range(len(values)))
            made[f"{side}_{seconds}s_{column}"] = [
                np.nan if column[-3:] != "t_m" and np.isnan(frame).all() else aggregate(frame)
                for frame in frames
            ]
    for column in LAGGED:
        for seconds in LAGS_S:
            lagged = windows[column].astype(float).shift(round(seconds / window_s))
            made[f"past_lag_{seconds}s_{column}"] = lagged.tolist()
    return pd.DataFrame(made)[(windows["on_duty_s"] > 0).to_numpy()]


@pytest.mark.parametrize("window_s", [5, 2.5, 1])
def test_context_is_what_lies_around(window_s: float, dbt: Dbt, tmp_path: Path) -> None:
    write_telemetry(tmp_path)
    work = tmp_path / "work"
    warehouse = build(dbt, tmp_path, work, "+feat_carry_windows", window_s=window_s)
    windows = read(warehouse, WINDOWS.format(columns=", ".join(AGGREGATES)))
    sessions = [part.reset_index() for _, part in windows.groupby("session_key")]
    assert len(sessions) == len(SESSIONS)
    wanted = pd.concat([expected(session, window_s) for session in sessions], ignore_index=True)
    said = read(warehouse, FEATURES)
    assert len(said) == len(wanted) > 900 / window_s
    for column in wanted:
        np.testing.assert_allclose(
            said[column].to_numpy(dtype=float, na_value=np.nan),
            wanted[column],
            rtol=1e-5,
            atol=1e-5,
            err_msg=column,
        )
