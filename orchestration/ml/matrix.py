"""A matrix of features from a frame of windows.

Lives here: filling it, block by block. Not here: which columns it has (`features`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from orchestration.errors import TrainingError
from orchestration.ml.neighbours import neighbour, parse, run_numbers, slot_numbers

# A column of a wide matrix is a long stride; a block of rows stays in the cache meanwhile.
_ROWS_AT_ONCE = 8192


def fill_matrix(frame: pd.DataFrame, names: Sequence[str], window_s: float) -> np.ndarray:
    """Columns `names` as float32, shape (rows, columns), null as NaN; neighbours are made here.

    Raises `TrainingError` when a column holds infinite values.
    """
    columns = [_column(frame, name) for name in names if parse(name) is None]
    columns += _neighbours(frame, names, columns, window_s)
    matrix = np.empty((len(frame), len(names)), dtype=np.float32)
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        block = slice(start, start + _ROWS_AT_ONCE)
        for position, column in enumerate(columns):
            matrix[block, position] = column[block]
    return matrix


def _column(frame: pd.DataFrame, name: str) -> np.ndarray:
    column = frame[name].to_numpy(dtype=np.float32, na_value=np.nan)
    if np.isinf(column).any():
        raise TrainingError(f"feature {name} holds infinite values: fix its feature model")
    return column


def _neighbours(
    frame: pd.DataFrame, names: Sequence[str], columns: list[np.ndarray], window_s: float
) -> list[np.ndarray]:
    """Columns of neighbours, which stand behind those of the mart."""
    wanted = [parsed for name in names if (parsed := parse(name)) is not None]
    if not wanted:
        return []
    run = run_numbers(frame["vehicle_id"].to_numpy(), frame["session_id"].to_numpy())
    slot = slot_numbers(frame["window_started_at"].to_numpy(dtype="datetime64[ms]"), window_s)
    return [neighbour(columns[names.index(base)], run, slot, offset) for base, offset in wanted]
