"""Heights that cannot be believed, and what is left of them."""

import numpy as np

from orchestration.ml.config import HeightLimits
from orchestration.ml.heights import blind_rows, height_columns, take_out

NAMES = ("height_m_mean", "lift_up_m", "lift_down_m", "speed_kmh_mean", "past_60s_height_m_max")


def session(height: float, up: float, down: float, share: float, count: int = 20) -> np.ndarray:
    """Windows of which a `share` has this height and movement, the rest 0.1 m and none."""
    rows = np.tile([height, up, down, 5.0, 1.0], (count, 1))
    rows[int(share * count) :, :3] = 0.1, 0.0, 0.0
    return rows.astype(np.float32)


def test_stuck_noisy_and_healthy_sessions() -> None:
    sessions = [
        session(np.nan, 0.0, 0.0, 1.0),  # stuck: the mart has no height, and lifts of 0
        session(0.2, 0.2, 0.2, 0.9),  # noise: up and down in nearly every window
        session(1.0, 1.5, 0.0, 0.9),  # lifts, and nothing else
        session(0.2, 0.2, 0.2, 0.2),  # up and down now and then
        session(np.nan, 0.0, 0.0, 0.2),  # a height that is missing now and then
    ]
    features = np.vstack(sessions)
    number = np.repeat(np.arange(len(sessions)), 20)
    blind = blind_rows(features, NAMES, number, HeightLimits())
    np.testing.assert_array_equal(blind.reshape(5, 20).all(axis=1), [True, True] + [False] * 3)
    np.testing.assert_array_equal(blind.reshape(5, 20).any(axis=1), [True, True] + [False] * 3)
    strict = HeightLimits(noisy_share=0.15, missing_share=0.15)
    expected = [True, True, False, True, True]
    found = blind_rows(features, NAMES, number, strict).reshape(5, 20).all(axis=1)
    np.testing.assert_array_equal(found, expected)


def test_verdict_so_far_does_not_look_ahead() -> None:
    """Noise from window 10 on: a share of 0.35 of all windows so far is reached with six of 16."""
    quiet, noisy = session(0.1, 0.0, 0.0, 1.0, 10), session(0.2, 0.2, 0.2, 1.0, 20)
    features = np.vstack([quiet, noisy, noisy[:20]])
    number = np.repeat([0, 1], [30, 20])
    found = blind_rows(features, NAMES, number, HeightLimits(), so_far=True)
    np.testing.assert_array_equal(np.flatnonzero(found[:30]), np.arange(15, 30))
    # The next session starts anew, and a minute of it is too little to call it noise.
    np.testing.assert_array_equal(np.flatnonzero(found[30:]), np.arange(11, 20))
    for cut in (8, 17, 40):
        early = blind_rows(features[:cut], NAMES, number[:cut], HeightLimits(), so_far=True)
        np.testing.assert_array_equal(early, found[:cut])
    missing = np.vstack([session(np.nan, 0.0, 0.0, 1.0, 3), quiet])
    found = blind_rows(missing, NAMES, np.zeros(13, int), HeightLimits(), so_far=True)
    np.testing.assert_array_equal(np.flatnonzero(found), np.arange(6))


def test_all_that_is_made_of_the_height_is_taken_out() -> None:
    features = session(1.0, 0.5, 0.1, 1.0, 4)
    columns = height_columns(NAMES)
    assert columns == [0, 1, 2, 4]
    take_out(features, np.array([True, False, False, True]), columns)
    assert np.isnan(features[[0, 3]][:, columns]).all()
    assert not np.isnan(features[[1, 2]]).any() and (features[:, 3] == 5.0).all()


def test_without_the_columns_no_height_is_doubted() -> None:
    assert not blind_rows(
        np.zeros((3, 1), np.float32), ("x",), np.zeros(3, int), HeightLimits()
    ).any()
