"""From probabilities of single windows to a plausible course of carry states.

Lives here: Viterbi decoding of whole sessions (it looks ahead) and the forward filter (it does not,
so a truck could run it). Not here: where the law of durations comes from (`durations`), and what
calibrates the probabilities (`calibration`).

Both are our own: the libraries with hidden Markov models know neither a minimum duration nor many
sequences at once, and two states of a few cells each are a few lines. A state is a chain of as many
cells as its shortest duration: a course walks through all of them, stays in the last one as long as
it likes, and then enters the other state's first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.ml.durations import DurationLaw, Durations
from orchestration.ml.lattice import Lattice

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
        lattice = Lattice.of(session)
        evidence = self.evidence(probability)[lattice.rows]
        filtered = np.empty(len(evidence))
        filtered[lattice.rows] = _forward(evidence, lattice, self.law)
        return filtered


def _viterbi(evidence: np.ndarray, lattice: Lattice, law: DurationLaw) -> np.ndarray:
    """States in the order of the lattice's places."""
    last, cells = law.empty.shortest - 1, law.empty.shortest + law.carrying.shortest
    score = np.log(_start(law))[:, None].repeat(lattice.sessions_at(0), axis=1)
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


def _forward(evidence: np.ndarray, lattice: Lattice, law: DurationLaw) -> np.ndarray:
    """Filtered probabilities in the order of the lattice's places."""
    cut = law.empty.shortest
    likelihood = np.exp(np.clip(evidence, -50, 50))
    filtered = np.empty(len(evidence))
    belief = _start(law)[:, None].repeat(lattice.sessions_at(0), axis=1)
    for step, places in lattice.places():
        belief = belief[:, : places.stop - places.start]
        if step:
            empty, carrying = belief[:cut], belief[cut:]
            into_carrying = empty[-1] * law.empty.ends
            into_empty = carrying[-1] * law.carrying.ends
            _shift(empty, law.empty, into_empty)
            _shift(carrying, law.carrying, into_carrying)
        belief[cut:] *= likelihood[places]
        belief /= belief.sum(axis=0)
        filtered[places] = belief[cut:].sum(axis=0)
    return filtered


def _shift(chain: np.ndarray, durations: Durations, entering: np.ndarray) -> None:
    """Move belief one cell on, (cells, sessions) in place."""
    stays = chain[-1] * (1 - durations.ends)
    chain[1:] = chain[:-1].copy()
    chain[0] = entering
    chain[-1] += stays


def _start(law: DurationLaw) -> np.ndarray:
    """Probability of each cell at the first window: a session begins anywhere in a run."""
    shares = []
    for durations, share in (
        (law.empty, 1 - law.carrying_share),
        (law.carrying, law.carrying_share),
    ):
        cells = np.full(durations.shortest, 1 / durations.mean)
        cells[-1] += 1 - cells.sum()
        shares.append(share * cells)
    return np.concatenate(shares)
