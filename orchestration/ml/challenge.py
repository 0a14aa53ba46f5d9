"""Whether a new model is worse than the one in force.

Lives here: both on the same sessions, of vehicles that neither had seen, and how far the difference
would move with other vehicles. Not here: what follows from it (`deciding.py`).

Sessions count that both runs have judged out of fold, with the same content (`session_version`) and
the same labels in seconds. The difference is of pooled MCC; where that is not defined, because a
model says one state only, it is 0: no better than chance. Its interval is a paired bootstrap:
vehicles are drawn, and both models are judged on the same draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from orchestration.ml.held_out import OUTCOMES

LEVEL = 0.95
_SAME_S = 0.001

COMMON = f"""
select vehicle_id,
    {", ".join(f"new.{name}, old.{name} as champion_{name}" for name in OUTCOMES)}
from ml.held_out_sessions as new
inner join ml.held_out_sessions as old using (vehicle_id, session_id, session_version)
where new.run_id = $candidate and old.run_id = $champion
    and abs(new.true_positive_s + new.false_negative_s
        - old.true_positive_s - old.false_negative_s) < {_SAME_S}
    and abs(new.true_negative_s + new.false_positive_s
        - old.true_negative_s - old.false_positive_s) < {_SAME_S}
order by vehicle_id, session_id
"""


@dataclass(frozen=True)
class Comparison:
    """A candidate beside the champion, on what both were judged on."""

    mcc: float
    champion_mcc: float
    low: float | None
    """Low end of the 95 % interval of the difference; null with fewer than two vehicles."""
    high: float | None
    session_count: int
    vehicle_count: int

    @property
    def difference(self) -> float:
        """MCC of the candidate minus that of the champion."""
        return self.mcc - self.champion_mcc

    @property
    def is_worse(self) -> bool:
        """Whether the candidate is worse by more than the interval."""
        return self.high is not None and self.high < 0

    def __str__(self) -> str:
        spread = "" if self.low is None else f" ({self.low:+.3f} to {self.high:+.3f})"
        return (
            f"MCC {self.mcc:.3f} against {self.champion_mcc:.3f}, difference"
            f" {self.difference:+.3f}{spread}, on {self.session_count} sessions of"
            f" {self.vehicle_count} held-out vehicles"
        )


def compare(
    connection: duckdb.DuckDBPyConnection,
    candidate: str,
    champion: str,
    *,
    draws: int,
    seed: int,
) -> Comparison | None:
    """The two runs on their common sessions; None when they have none."""
    sessions = connection.execute(COMMON, {"candidate": candidate, "champion": champion}).df()
    return None if sessions.empty else compare_sessions(sessions, draws, seed)


def compare_sessions(sessions: pd.DataFrame, draws: int, seed: int) -> Comparison:
    """The same of a frame with the outcomes of both, one row per session."""
    vehicle, names = pd.factorize(sessions["vehicle_id"], sort=True)
    count = len(names)

    def by_vehicle(prefix: str) -> np.ndarray:
        """Outcomes of a model in seconds, shape (vehicles, 4)."""
        cells = [sessions[prefix + name].to_numpy(dtype=float) for name in OUTCOMES]
        return np.column_stack([np.bincount(vehicle, cell, count) for cell in cells])

    new, old = by_vehicle(""), by_vehicle("champion_")
    low = high = None
    if count > 1 and draws:
        times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), draws)
        # Draws are summed vehicle by vehicle, so that no library's threads change a bit.
        spread = _mcc(_summed(times, new)) - _mcc(_summed(times, old))
        tail = 100 * (1 - LEVEL) / 2
        low, high = (float(end) for end in np.percentile(spread, [tail, 100 - tail]))
    return Comparison(
        mcc=float(_mcc(new.sum(axis=0))),
        champion_mcc=float(_mcc(old.sum(axis=0))),
        low=low,
        high=high,
        session_count=len(sessions),
        vehicle_count=count,
    )


def _summed(times: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Outcomes of each draw, shape (draws, 4)."""
    return np.einsum("dv,vc->dc", times.astype(float), cells)


def _mcc(cells: np.ndarray) -> np.ndarray:
    """Matthews correlation of outcomes in the last axis; 0 where it is not defined."""
    tn, fp, fn, tp = np.moveaxis(cells, -1, 0)
    product = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
    return np.divide(tp * tn - fp * fn, product, out=np.zeros_like(product), where=product > 0)
