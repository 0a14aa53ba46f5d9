"""From probabilities of single windows to a plausible course of carry states.

Lives here: the decoder, and Viterbi decoding of whole sessions (it looks ahead). Not here: how
probable states are (`smoothing`), where the law of durations comes from (`durations`), and what
calibrates the probabilities (`calibration`).

This is our own: the libraries with hidden Markov models know neither a minimum duration nor many
sequences at once, and two states of a few cells each are a few lines. A state is a chain of as many
cells as its shortest duration: a course walks through all of them, stays in the last one as long as
it likes, and then enters the other state's first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from orchestration.ml.durations import DurationLaw
from orchestration.ml.lattice import Lattice
from orchestration.ml.smoothing import filtered, smoothed, start_of

_EXTREME = 1e-6


@dataclass(frozen=True)
class Decoder:
    """The law of durations, and how much a window's own evidence weighs against it.

    Windows beside each other are judged from much the same context: their evidence is not
    independent, and counting it fully (1) would leave the durations without a say.
    """

    law: DurationLaw
    sharpness: float
    bias: float = 0.0
    """Log odds added to each window's evidence."""

    def evidence(self, probability: np.ndarray) -> np.ndarray:
        """Log likelihood ratio for carrying of each window, in which the prior is taken out."""
        p = np.clip(probability, _EXTREME, 1 - _EXTREME)
        prior = self.law.carrying_share
        likelihood = np.log(p / (1 - p)) - np.log(prior / (1 - prior))
        return self.sharpness * likelihood + self.bias

    def decode(self, probability: np.ndarray, session: np.ndarray) -> np.ndarray:
        """Most likely course of states, (n,) bool; rows stand by session and time."""
        lattice = Lattice.of(session)
        evidence = self.evidence(probability)[lattice.rows]
        carrying = np.empty(len(evidence), dtype=bool)
        carrying[lattice.rows] = _viterbi(evidence, lattice, self.law)
        return carrying

    def filter(self, probability: np.ndarray, session: np.ndarray) -> np.ndarray:
        """Probability of carrying given the windows so far, (n,); rows as for `decode`."""
        return self._by_session(filtered, probability, session)

    def smooth(self, probability: np.ndarray, session: np.ndarray) -> np.ndarray:
        """Probability of carrying given the whole session, (n,); rows as for `decode`."""
        return self._by_session(smoothed, probability, session)

    def _by_session(
        self,
        recursion: Callable[[np.ndarray, Lattice, DurationLaw], np.ndarray],
        probability: np.ndarray,
        session: np.ndarray,
    ) -> np.ndarray:
        lattice = Lattice.of(session)
        found = np.empty(len(probability))
        found[lattice.rows] = recursion(self.evidence(probability)[lattice.rows], lattice, self.law)
        return found


def _viterbi(evidence: np.ndarray, lattice: Lattice, law: DurationLaw) -> np.ndarray:
    """States in the order of the lattice's places."""
    last, cells = law.empty.shortest - 1, law.empty.shortest + law.carrying.shortest
    score = np.log(start_of(law))[:, None].repeat(lattice.sessions_at(0), axis=1)
    score[last + 1 :] += evidence[: score.shape[1]]
    stayed = np.zeros((2, len(evidence)), dtype=bool)
    ended = np.empty(lattice.sessions_at(0), dtype=np.int64)
    for step, places in lattice.places():
        if step:
            _advance(score, law, stayed[:, places])
            score[last + 1 :] += evidence[places]
        following = lattice.sessions_at(step + 1)
        ended[following : score.shape[1]] = score[:, following:].argmax(axis=0)
        score = score[:, :following]
    return _walk_back(ended, stayed, lattice, last, cells)


def _advance(score: np.ndarray, law: DurationLaw, stayed: np.ndarray) -> None:
    """One step of the best scores, (cells, sessions) in place; notes who stayed in a last cell."""
    cut = law.empty.shortest
    chains = (score[:cut], law.empty), (score[cut:], law.carrying)
    ends = [chain[-1] + np.log(durations.ends) for chain, durations in chains]
    for state, (chain, durations) in enumerate(chains):
        stays = chain[-1] + np.log1p(-durations.ends)
        chain[1:] = chain[:-1].copy()
        chain[0] = ends[1 - state]
        np.greater_equal(stays, chain[-1], out=stayed[state])
        np.maximum(stays, chain[-1], out=chain[-1])


def _walk_back(
    ended: np.ndarray, stayed: np.ndarray, lattice: Lattice, last: int, cells: int
) -> np.ndarray:
    """States along the best courses, from the cell in which each one ended."""
    carrying = np.empty(stayed.shape[1], dtype=bool)
    before = np.arange(cells) - 1
    before[0], before[last + 1] = cells - 1, last
    cell = ended.copy()
    for step in range(len(lattice) - 1, -1, -1):
        places = slice(int(lattice.begins[step]), int(lattice.begins[step + 1]))
        active = cell[: places.stop - places.start]
        carrying[places] = active > last
        stays = (active == last) & stayed[0, places]
        stays |= (active == cells - 1) & stayed[1, places]
        active[:] = np.where(stays, active, before[active])
    return carrying
