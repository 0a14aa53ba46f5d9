"""How probable each state is, given a session's windows and the law of durations.

Lives here: the forward pass, which knows the windows so far (a truck could run it), and forward and
backward together, which know the whole session. Not here: the likeliest course (`decoding`), whose
cells these are: a state is a chain of as many cells as its shortest duration.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orchestration.ml.durations import DurationLaw, Durations
from orchestration.ml.lattice import Lattice

# Beyond these log odds nothing changes but the risk of an overflow.
_MOST = 50.0


def start_of(law: DurationLaw) -> np.ndarray:
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


def filtered(evidence: np.ndarray, lattice: Lattice, law: DurationLaw) -> np.ndarray:
    """Probability of carrying given the windows so far, in the order of the lattice's places."""
    probability = np.empty(len(evidence))
    for _, places, belief in _forward(_likelihood(evidence), lattice, law):
        probability[places] = belief[law.empty.shortest :].sum(axis=0)
    return probability


def smoothed(evidence: np.ndarray, lattice: Lattice, law: DurationLaw) -> np.ndarray:
    """Probability of carrying given the whole session, in the order of the lattice's places."""
    cut, cells = law.empty.shortest, law.empty.shortest + law.carrying.shortest
    likelihood = _likelihood(evidence)
    past = np.empty((cells, len(evidence)))
    for _, places, belief in _forward(likelihood, lattice, law):
        past[:, places] = belief
    probability = np.empty(len(evidence))
    # What is still to come says nothing at the end of a session: sessions join as they end.
    future = np.ones((cells, lattice.sessions_at(0)))
    for step in range(len(lattice) - 1, -1, -1):
        places = slice(int(lattice.begins[step]), int(lattice.begins[step + 1]))
        ahead = future[:, : places.stop - places.start]
        both = past[:, places] * ahead
        carrying = both[cut:].sum(axis=0)
        probability[places] = carrying / (both[:cut].sum(axis=0) + carrying)
        ahead[cut:] *= likelihood[places]
        _step_back(ahead, law)
    return probability


def _likelihood(evidence: np.ndarray) -> np.ndarray:
    return np.exp(np.clip(evidence, -_MOST, _MOST))


def _forward(
    likelihood: np.ndarray, lattice: Lattice, law: DurationLaw
) -> Iterator[tuple[int, slice, np.ndarray]]:
    """Each step with its places and the belief in each cell, (cells, sessions), used in place."""
    cut = law.empty.shortest
    belief = start_of(law)[:, None].repeat(lattice.sessions_at(0), axis=1)
    for step, places in lattice.places():
        belief = belief[:, : places.stop - places.start]
        empty, carrying = belief[:cut], belief[cut:]
        if step:
            into_carrying = empty[-1] * law.empty.ends
            into_empty = carrying[-1] * law.carrying.ends
            _shift(empty, law.empty, into_empty)
            _shift(carrying, law.carrying, into_carrying)
        carrying *= likelihood[places]
        belief /= empty.sum(axis=0) + carrying.sum(axis=0)
        yield step, places, belief


def _shift(chain: np.ndarray, durations: Durations, entering: np.ndarray) -> None:
    """Move belief one cell on, (cells, sessions) in place."""
    stays = chain[-1] * (1 - durations.ends)
    chain[1:] = chain[:-1].copy()
    chain[0] = entering
    chain[-1] += stays


def _step_back(ahead: np.ndarray, law: DurationLaw) -> None:
    """From what a cell says of the windows after it to what the cells before say, in place."""
    cut = law.empty.shortest
    chains = (ahead[:cut], law.empty), (ahead[cut:], law.carrying)
    entered = [chain[0].copy() for chain, _ in chains]
    for state, (chain, durations) in enumerate(chains):
        at_end = chain[-1] * (1 - durations.ends) + entered[1 - state] * durations.ends
        chain[:-1] = chain[1:].copy()
        chain[-1] = at_end
    # Only proportions matter, and they stay far from the limits of a float.
    ahead /= ahead.max(axis=0)
