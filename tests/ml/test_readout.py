"""States that people may rely on, and the ones they may not."""

from dataclasses import replace

import numpy as np
import pytest

from orchestration.ml.calibration import AS_SAID, Calibration
from orchestration.ml.config import TrainingConfig
from orchestration.ml.decoding import Decoder
from orchestration.ml.durations import DurationLaw, Durations
from orchestration.ml.readout import Readout, Unseen, fit_readout

LAW = DurationLaw(Durations(3, 0.1), Durations(3, 0.1), 0.5)
SINGLE = Readout(AS_SAID, AS_SAID, None, 0.5, 0.7)


def test_near_a_half_is_unknown() -> None:
    said = np.array([0.05, 0.31, 0.29, 0.5, 0.69, 0.71, 1.0])
    states = SINGLE.read(said, np.zeros(7, bool), np.zeros(7, int))
    np.testing.assert_array_equal(states.carrying, said >= 0.5)
    np.testing.assert_array_equal(states.known, [True, False, True, False, False, True, True])
    never = replace(SINGLE, unknown_below=0.5).read(said, np.zeros(7, bool), np.zeros(7, int))
    assert never.known.all()


def test_windows_without_height_have_a_curve_of_their_own() -> None:
    """The same 0.88 (log odds 2) means 0.9 with height, and 0.6 without: no claim is left."""
    readout = replace(
        SINGLE,
        sighted=Calibration((-2.0, 2.0), (0.1, 0.9)),
        blind=Calibration((-2.0, 2.0), (0.4, 0.6)),
    )
    said = np.full(2, 1 / (1 + np.exp(-2.0)))
    states = readout.read(said, np.array([False, True]), np.zeros(2, int))
    np.testing.assert_allclose(states.probability, [0.9, 0.6])
    np.testing.assert_array_equal(states.known, [True, False])


def test_decoder_bridges_a_dip_that_single_windows_do_not() -> None:
    said = np.array([0.05] * 6 + [0.95] * 4 + [0.4] + [0.95] * 4 + [0.05] * 6)
    none, session = np.zeros(len(said), bool), np.zeros(len(said), int)
    expected = np.zeros(len(said), bool)
    expected[6:15] = True
    decoded = replace(SINGLE, decoder=Decoder(LAW, 0.6)).read(said, none, session)
    np.testing.assert_array_equal(decoded.carrying, expected)
    assert not SINGLE.read(said, none, session).carrying[10]
    assert not SINGLE.read(said, none, session).known[10]
    # Given its neighbours, the window is no doubt any more.
    assert decoded.known.all()


def test_doubt_about_a_whole_run_stays_doubt() -> None:
    """Four windows at 0.5 between the states say nothing of where the change is.

    It is before any of them or after the last, each with 1/5: they carry with 1/5, 2/5, 3/5, 4/5.
    All these courses are alike, and the one that is taken carries in all four.
    """
    said = np.array([0.05] * 8 + [0.5] * 4 + [0.95] * 8)
    none, session = np.zeros(len(said), bool), np.zeros(len(said), int)
    decoded = replace(SINGLE, decoder=Decoder(LAW, 0.6)).read(said, none, session)
    np.testing.assert_array_equal(np.flatnonzero(~decoded.known), [8, 9, 10])
    assert decoded.carrying[8:].all()
    never = replace(SINGLE, decoder=Decoder(LAW, 0.6), unknown_below=0.5)
    assert never.read(said, none, session).known.all()


def test_a_causal_state_is_as_sure_as_the_windows_so_far_make_it() -> None:
    said = np.array([0.05] * 8 + [0.5] * 4 + [0.95] * 8)
    none, session = np.zeros(len(said), bool), np.zeros(len(said), int)
    readout = replace(SINGLE, decoder=Decoder(LAW, 0.6))
    states = readout.read(said, none, session, "causal")
    belief = Decoder(LAW, 0.6).filter(said, session)
    np.testing.assert_array_equal(states.known, np.maximum(belief, 1 - belief) >= 0.7)
    cut = readout.read(said[:12], none[:12], session[:12], "causal")
    np.testing.assert_array_equal(cut.known, states.known[:12])


def drawn(seed: int) -> Unseen:
    """Ten sessions of runs of 12 and 4 windows, said with noise; carrying is the shorter one."""
    rng = np.random.default_rng(seed)
    actual = np.tile(np.repeat([False, True], [12, 4]), 100)
    odds = np.where(actual, 1.5, -1.5) + rng.normal(0, 1.5, len(actual))
    session = np.arange(len(actual)) // 160
    ones = np.ones(len(actual))
    return Unseen(1 / (1 + np.exp(-odds)), actual, ones, session, np.zeros(len(actual), bool))


def test_bias_makes_the_decoded_time_that_of_the_labels() -> None:
    law = DurationLaw(Durations(8, 0.25), Durations(3, 0.5), 0.25)
    fitted = fit_readout(law, drawn(1), drawn(2), TrainingConfig())
    assert fitted.decoder is not None and fitted.decoder.bias != 0.0
    other = drawn(3)
    states = fitted.read(other.said, other.blind, other.session)
    assert states.carrying.mean() == pytest.approx(other.actual.mean(), rel=0.1)
    assert (states.carrying == other.actual).mean() > 0.9


def test_readout_survives_json() -> None:
    readout = replace(
        SINGLE, sighted=Calibration((0.0,), (0.5,)), decoder=Decoder(LAW, 0.6, -0.125)
    )
    assert Readout.from_dict(readout.as_dict()) == readout
    assert Readout.from_dict(SINGLE.as_dict()) == SINGLE
