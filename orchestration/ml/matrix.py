"""A matrix of features from a frame of windows.

Lives here: filling it, block by block. Not here: which columns it has (`features`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from orchestration.errors import TrainingError
from orchestration.ml.neighbours import far_rows, neighbour, parse, run_numbers, slot_numbers

# A column of a wide matrix is a long stride; a block of rows stays in the cache meanwhile. Few
# columns at once are few copies beside the matrix.
_ROWS_AT_ONCE, _COLUMNS_AT_ONCE = 8192, 16


def fill_matrix(frame: pd.DataFrame, names: Sequence[str], window_s: float) -> np.ndarray:
    """Columns `names` as float32, shape (rows, columns), null as NaN; neighbours are made here.

    Raises `TrainingError` when a column holds infinite values.
    """
    column_of = _columns_of(frame, names, window_s)
    matrix = np.empty((len(frame), len(names)), dtype=np.float32)
    for first in range(0, len(names), _COLUMNS_AT_ONCE):
        columns = [column_of(name) for name in names[first : first + _COLUMNS_AT_ONCE]]
        for start in range(0, len(frame), _ROWS_AT_ONCE):
            block = slice(start, start + _ROWS_AT_ONCE)
            for place, column in enumerate(columns, first):
                matrix[block, place] = column[block]
    return matrix


def _columns_of(
    frame: pd.DataFrame, names: Sequence[str], window_s: float
) -> Callable[[str], np.ndarray]:
    """What gives a column by its name: from the mart, or from its neighbours."""
    if all(parse(name) is None for name in names):
        return lambda name: _column(frame, name)
    run = run_numbers(frame["vehicle_id"].array, frame["session_id"].array)
    slot = slot_numbers(frame["window_started_at"].to_numpy(dtype="datetime64[ms]"), window_s)

    far_at = cache(lambda offset: far_rows(run, slot, offset))
    base_of = cache(lambda base: _column(frame, base))

    def column_of(name: str) -> np.ndarray:
        parsed = parse(name)
        if parsed is None:
            return _column(frame, name)
        base, offset = parsed
        return neighbour(base_of(base), far_at(offset), offset)

    return column_of


def _column(frame: pd.DataFrame, name: str) -> np.ndarray:
    column = frame[name].to_numpy(dtype=np.float32, na_value=np.nan)
    if np.isinf(column).any():
        raise TrainingError(f"feature {name} holds infinite values: fix its feature model")
    return column
