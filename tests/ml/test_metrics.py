"""Scores against hand computation and against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics as reference

from orchestration.ml.metrics import (
    Confusion,
    brier,
    calibration_curve,
    calibration_error,
    confusion_of,
    pr_auc,
)
from orchestration.ml.segments import SegmentMatch, match_segments, number_runs

T, F = True, False


def test_scores_of_a_hand_computed_confusion() -> None:
    outcome = Confusion(true_positive=6, false_positive=2, false_negative=3, true_negative=9)
    assert outcome.precision == pytest.approx(6 / 8)
    assert outcome.recall == pytest.approx(6 / 9)
    assert outcome.f1 == pytest.approx(12 / 17)
    assert outcome.balanced_accuracy == pytest.approx((6 / 9 + 9 / 11) / 2)
    assert outcome.mcc == pytest.approx((54 - 6) / np.sqrt(8 * 9 * 11 * 12))


def test_weighted_scores_equal_scikit_learn() -> None:
    rng = np.random.default_rng(4)
    actual, weight = rng.random(500) < 0.3, rng.uniform(0.1, 5, 500)
    probability = np.clip(0.4 * actual + rng.random(500) * 0.6, 0, 1)
    predicted = probability >= 0.5
    outcome = confusion_of(actual, predicted, weight)
    given = {"sample_weight": weight}
    assert outcome.mcc == pytest.approx(reference.matthews_corrcoef(actual, predicted, **given))
    assert outcome.f1 == pytest.approx(reference.f1_score(actual, predicted, **given))
    assert outcome.balanced_accuracy == pytest.approx(
        reference.balanced_accuracy_score(actual, predicted, **given)
    )
    assert brier(actual, probability, weight) == pytest.approx(
        reference.brier_score_loss(actual, probability, **given)
    )


def test_pr_auc_by_hand() -> None:
    # Ranked: hit, miss, hit. Recall steps 1/2 at precision 1, 1/2 at precision 2/3.
    value = pr_auc(np.array([T, F, T]), np.array([0.9, 0.8, 0.7]), np.ones(3))
    assert value == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


def test_pr_auc_is_that_of_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    for ties in (5, 10_000):
        actual = rng.random(300) < 0.3
        probability = np.floor(rng.random(300) * ties) / ties
        weight = np.where(rng.random(300) < 0.1, 0.0, rng.random(300))
        expected = reference.average_precision_score(actual, probability, sample_weight=weight)
        assert pr_auc(actual, probability, weight) == pytest.approx(expected, rel=1e-12)


def test_scores_that_are_not_defined_are_null() -> None:
    never = np.array([F, F])
    outcome = confusion_of(never, never, np.ones(2))
    assert (outcome.mcc, outcome.balanced_accuracy, outcome.f1) == (None, None, None)
    assert (outcome.precision, outcome.recall) == (None, None)
    assert pr_auc(never, np.array([0.1, 0.2]), np.ones(2)) is None
    assert brier(never, np.array([0.0, 0.5]), np.zeros(2)) is None
    missed = confusion_of(np.array([T, F]), never, np.ones(2))
    assert (missed.mcc, missed.precision, missed.f1, missed.recall) == (None, None, 0.0, 0.0)


def test_calibration_by_hand() -> None:
    actual = np.array([F, T, T, T])
    probability = np.array([0.1, 0.15, 0.95, 1.0])
    weight = np.array([3.0, 1.0, 2.0, 2.0])
    curve = calibration_curve(actual, probability, weight)
    assert curve["bin"].tolist() == [1, 9]
    assert curve["carrying_share"].tolist() == [0.25, 1.0]
    assert curve["mean_probability"].tolist() == pytest.approx([0.1125, 0.975])
    expected = (0.1375 * 4 + 0.025 * 4) / 8
    assert calibration_error(actual, probability, weight) == pytest.approx(expected)


def test_runs_break_at_sessions() -> None:
    state = np.array([T, T, F, T, T, T])
    session = np.array([0, 0, 0, 0, 1, 1])
    assert number_runs(state, session).tolist() == [0, 0, -1, 1, 2, 2]


def test_segments_match_by_overlap_in_time() -> None:
    actual = np.array([T, T, T, T, F, F, T, T, F, F])
    found = np.array([F, T, T, T, F, F, F, T, T, T])
    session = np.zeros(10, dtype=int)
    # First pair: 3 of 4 windows. Second: 1 of 4 windows, unless the shared one lasts longer.
    assert match_segments(actual, found, session, np.ones(10)) == SegmentMatch(2, 2, 1)
    weight = np.where(np.arange(10) == 7, 3.0, 1.0)
    assert match_segments(actual, found, session, weight) == SegmentMatch(2, 2, 2)
    assert SegmentMatch(2, 2, 1).f1 == 0.5


def test_a_segment_is_matched_once() -> None:
    actual = np.array([T, T, T, T, T, T])
    found = np.array([T, T, T, F, T, T])
    session = np.zeros(6, dtype=int)
    weight = np.array([1.0, 1.0, 1.0, 0.0, 1.5, 1.5])
    # Both found runs cover exactly half of the true one.
    assert match_segments(actual, found, session, weight) == SegmentMatch(1, 2, 1)
    assert match_segments(found, actual, session, weight) == SegmentMatch(2, 1, 1)


def test_no_segments_at_all() -> None:
    never = np.zeros(3, dtype=bool)
    match = match_segments(never, never, np.zeros(3, dtype=int), np.ones(3))
    assert match == SegmentMatch(0, 0, 0)
    assert match.f1 is None


def test_matching_equals_a_plain_search() -> None:
    rng = np.random.default_rng(8)
    for _ in range(20):
        actual = np.repeat(rng.random(30) < 0.5, rng.integers(1, 6, 30))
        found = actual ^ (rng.random(len(actual)) < 0.15)
        session = np.arange(len(actual)) // 25
        weight = rng.uniform(0.5, 5, len(actual))
        match = match_segments(actual, found, session, weight)
        assert match == _plain_match(actual, found, session, weight)


def _plain_match(
    actual: np.ndarray, found: np.ndarray, session: np.ndarray, weight: np.ndarray
) -> SegmentMatch:
    """One segment at a time, as sets of rows."""

    def runs(state: np.ndarray) -> list[set[int]]:
        made: list[set[int]] = []
        for row, here in enumerate(state):
            if here and row and state[row - 1] and session[row] == session[row - 1]:
                made[-1].add(row)
            elif here:
                made.append({row})
        return made

    true_runs, found_runs = runs(actual), runs(found)
    matched = sum(
        any(sum(weight[list(t & f)]) >= 0.5 * sum(weight[list(t | f)]) for f in found_runs)
        for t in true_runs
    )
    return SegmentMatch(len(true_runs), len(found_runs), matched)
