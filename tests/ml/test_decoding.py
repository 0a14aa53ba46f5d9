"""Decoding against a search through all courses, and sums over all of them."""

from itertools import product

import numpy as np
import pytest

from orchestration.ml.decoding import Decoder
from orchestration.ml.durations import DurationLaw, Durations, learn_durations

LAWS = [
    DurationLaw(Durations(1, 0.3), Durations(1, 0.4), 0.4),
    DurationLaw(Durations(2, 0.3), Durations(3, 0.5), 0.3),
    DurationLaw(Durations(3, 0.2), Durations(1, 0.6), 0.5),
]


def courses(law: DurationLaw, length: int) -> list[tuple[tuple[bool, ...], float]]:
    """Every course of cells with the states it shows and its prior probability."""
    found = []
    cells = [(False, n) for n in range(law.empty.shortest)]
    cells += [(True, n) for n in range(law.carrying.shortest)]
    for course in product(cells, repeat=length):
        chance = 1.0
        for place, (state, cell) in enumerate(course):
            own = law.carrying if state else law.empty
            last = cell == own.shortest - 1
            if place == 0:
                share = law.carrying_share if state else 1 - law.carrying_share
                # A moment in the middle of a run: each cell but the last lasts one window.
                chance *= share * (1 if not last else 1 / own.ends) / own.mean
                continue
            before_state, before_cell = course[place - 1]
            before = law.carrying if before_state else law.empty
            ended = before_cell == before.shortest - 1
            if before_state == state and cell == before_cell + 1:
                chance *= 1.0
            elif before_state == state and ended and cell == before_cell:
                chance *= 1 - before.ends
            if before_state != state:
                chance *= before.ends if ended and cell == 0 else 0.0
            elif not (cell == before_cell + 1 or (ended and cell == before_cell)):
                chance = 0.0
        if chance > 0:
            found.append((tuple(state for state, _ in course), chance))
    return found


def likelihood(decoder: Decoder, states: tuple[bool, ...], probability: np.ndarray) -> float:
    return float(np.exp(decoder.evidence(probability) @ np.array(states, dtype=float)))


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_decoded_course_is_the_likeliest_of_all(law: DurationLaw, length: int) -> None:
    decoder = Decoder(law, 0.7, 0.1)
    for seed in range(6):
        probability = np.random.default_rng(seed).random(length)
        best = max(
            courses(law, length),
            key=lambda one: one[1] * likelihood(decoder, one[0], probability),
        )
        decoded = decoder.decode(probability, np.zeros(length, dtype=int))
        assert tuple(decoded) == best[0]


@pytest.mark.parametrize("law", LAWS)
def test_filter_is_the_sum_over_all_courses_so_far(law: DurationLaw) -> None:
    decoder = Decoder(law, 0.7)
    probability = np.random.default_rng(5).random(5)
    filtered = decoder.filter(probability, np.zeros(5, dtype=int))
    for length in range(1, 6):
        seen = probability[:length]
        mass = {False: 0.0, True: 0.0}
        for states, chance in courses(law, length):
            mass[states[-1]] += chance * likelihood(decoder, states, seen)
        assert filtered[length - 1] == pytest.approx(mass[True] / (mass[True] + mass[False]))


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_smoother_is_the_sum_over_all_courses(law: DurationLaw, length: int) -> None:
    decoder = Decoder(law, 0.7, 0.1)
    probability = np.random.default_rng(6).random(length)
    smooth = decoder.smooth(probability, np.zeros(length, dtype=int))
    mass = np.zeros((length, 2))
    for states, chance in courses(law, length):
        for place, state in enumerate(states):
            mass[place, int(state)] += chance * likelihood(decoder, states, probability)
    np.testing.assert_allclose(smooth, mass[:, 1] / mass.sum(axis=1))


def test_sessions_do_not_touch_each_other() -> None:
    """Sessions of any length decode side by side as they do alone, in any order."""
    rng = np.random.default_rng(3)
    lengths = [7, 1, 40, 3, 3, 19]
    session = np.repeat([5, 2, 9, 1, 0, 4], lengths)
    probability = rng.random(len(session))
    # So many cells that a sum over all of them would depend on the number of sessions beside.
    decoder = Decoder(DurationLaw(Durations(6, 0.2), Durations(5, 0.3), 0.4), 0.6)
    ways = decoder.decode, decoder.filter, decoder.smooth
    together = [way(probability, session) for way in ways]
    ends = np.cumsum(lengths)
    for start, end in zip(ends - lengths, ends, strict=True):
        alone = probability[start:end], session[start:end]
        for way, found in zip(ways, together, strict=True):
            np.testing.assert_array_equal(found[start:end], way(*alone))


def test_filter_does_not_look_ahead_and_the_decoder_does() -> None:
    probability = np.array([0.2] * 8 + [0.6, 0.6] + [0.95] * 8)
    later = probability.copy()
    later[10:] = 0.05
    decoder, session = Decoder(LAWS[1], 1.0), np.zeros(len(probability), dtype=int)
    before, after = (decoder.filter(one, session)[:10] for one in (probability, later))
    np.testing.assert_array_equal(before, after)
    before, after = (decoder.decode(one, session)[:10] for one in (probability, later))
    assert (before != after).any()


def test_no_state_is_shorter_than_its_minimum_within_a_session() -> None:
    law = DurationLaw(Durations(4, 0.1), Durations(3, 0.2), 0.4)
    decoded = Decoder(law, 1.0).decode(np.random.default_rng(0).random(3000), np.zeros(3000, int))
    change = np.flatnonzero(np.diff(decoded.astype(int))) + 1
    length, state = np.diff(change), decoded[change[:-1]]
    assert length[state].min() >= 3 and length[~state].min() >= 4 and len(length) > 100


def test_durations_by_hand() -> None:
    """Carrying runs of 3 and 2 whole, one of 4 cut by the end of its session.

    Minimum 2 (the shortest whole one); windows from the minimum on: 2 + 1 + 3, two ends seen.
    """
    label = np.array([0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0], dtype=bool)
    session = np.array([0] * 14 + [1] * 2)
    law = learn_durations(label, session)
    assert law.carrying == Durations(2, 2 / 6)
    assert law.carrying.mean == pytest.approx(4)
    assert law.carrying_share == pytest.approx(9 / 16)
    # Empty: whole runs of 2 and 2, cut ones of 1 (start), 2 (a session of its own).
    # From the minimum on 1 + 1 + 0 + 1 windows, two ends seen.
    assert law.empty == Durations(2, 2 / 3)
