"""From what a model says of windows to states that people may rely on.

Lives here: calibrated probabilities, decoded states and the unknown, and choosing all of it on
predictions of windows that the model never saw. Not here: which predictions those are (`nested`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from orchestration.ml.calibration import AS_SAID, Calibration, fit_calibration
from orchestration.ml.config import TrainingConfig
from orchestration.ml.decoding import Decoder
from orchestration.ml.durations import DurationLaw, Durations

# How far, and how finely, the decoder's bias is looked for, in log odds.
_MOST_BIAS, _HALVINGS = 2.0, 6


@dataclass(frozen=True, eq=False)
class Unseen:
    """What a model says of windows that it never saw, (n,) each, by session and time."""

    said: np.ndarray
    actual: np.ndarray
    duty_s: np.ndarray
    session: np.ndarray
    blind: np.ndarray


@dataclass(frozen=True, eq=False)
class States:
    """What is made of it, (n,) each."""

    probability: np.ndarray
    carrying: np.ndarray
    """The likeliest state, also where it is not known."""
    known: np.ndarray
    """Whether the state's probability, given the session around it, is as high as was asked for."""


@dataclass(frozen=True)
class Readout:
    """How a model's probabilities are read."""

    sighted: Calibration
    blind: Calibration
    """For windows without height: a model knows less there, and must not say more."""
    decoder: Decoder | None
    threshold: float
    unknown_below: float

    def read(
        self,
        said: np.ndarray,
        blind: np.ndarray,
        session: np.ndarray,
        how: Literal["centred", "causal"] = "centred",
    ) -> States:
        """States of windows, (n,) each, that stand by session and time."""
        probability = self.calibrated(said, blind)
        if self.decoder is None:
            carrying, sure = probability >= self.threshold, probability
        elif how == "causal":
            sure = self.decoder.filter(probability, session)
            carrying = sure >= 0.5
        else:
            # A window that says little in the midst of a carry is no doubt: what is asked of is the
            # state, given all windows around it.
            sure = self.decoder.smooth(probability, session)
            carrying = self.decoder.decode(probability, session)
        # The likeliest course may hold a state that is a little less likely than the other one.
        confidence = np.maximum(np.where(carrying, sure, 1 - sure), 0.5)
        return States(probability, carrying, ~(confidence < self.unknown_below))

    def calibrated(self, said: np.ndarray, blind: np.ndarray) -> np.ndarray:
        """Probability of carrying of each window by itself, (n,)."""
        return np.where(blind, self.blind.apply(said), self.sighted.apply(said))

    def as_dict(self) -> dict[str, Any]:
        """All of it, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Readout:
        """Inverse of `as_dict`."""
        decoder = given["decoder"]
        if decoder is not None:
            law = decoder["law"]
            decoder = Decoder(
                DurationLaw(
                    Durations(**law["empty"]), Durations(**law["carrying"]), law["carrying_share"]
                ),
                decoder["sharpness"],
                decoder["bias"],
            )
        return cls(
            Calibration.from_dict(given["sighted"]),
            Calibration.from_dict(given["blind"]),
            decoder,
            given["threshold"],
            given["unknown_below"],
        )


def plain_readout(law: DurationLaw, config: TrainingConfig) -> Readout:
    """What can be had from labels alone: probabilities as said, durations of the labels."""
    decoder = Decoder(law, config.sharpness) if config.decoder == "viterbi" else None
    return Readout(AS_SAID, AS_SAID, decoder, config.threshold, config.unknown_below)


def fit_readout(
    law: DurationLaw, unseen: Unseen, without_height: Unseen, config: TrainingConfig
) -> Readout:
    """Choose curves and bias on unseen windows; `without_height` are such with heights taken out.

    The bias makes the decoded time of carrying that of the labels: a course of states drops short
    carries and short breaks, and not the same number of both.
    """
    sees = ~unseen.blind
    readout = replace(
        plain_readout(law, config),
        sighted=fit_calibration(
            unseen.said[sees], unseen.actual[sees], unseen.duty_s[sees], config.calibration
        ),
        blind=fit_calibration(
            without_height.said, without_height.actual, without_height.duty_s, config.calibration
        ),
    )
    if readout.decoder is None or not unseen.duty_s.any():
        return readout
    probability = readout.calibrated(unseen.said, unseen.blind)
    target = unseen.duty_s @ unseen.actual
    low, high = -_MOST_BIAS, _MOST_BIAS
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        decoder = Decoder(law, config.sharpness, middle)
        excess = unseen.duty_s @ decoder.decode(probability, unseen.session) - target
        low, high = (low, middle) if excess > 0 else (middle, high)
    return replace(readout, decoder=Decoder(law, config.sharpness, (low + high) / 2))
