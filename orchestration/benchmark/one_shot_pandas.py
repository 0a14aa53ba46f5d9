"""The reference rule as a vectorised script: one file after the other, in memory, nothing kept.

Lives here: what a careful analyst would write with pandas, as a yardstick of the time that the
pipeline takes. Not here: the rule (`one_shot_rule.py`), and what the pipeline adds, such as
recorded bad rows, repaired numbers, versions, sessions and tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pandas as pd

from orchestration.benchmark.one_shot_rule import ReferenceRule, carry_seconds
from orchestration.errors import BadFileError

_COLUMNS = ["FFFID", "Height", "Load", "OnDuty", "Timestamp", "Latitude", "Longitude", "Speed"]
_USED = ["Height", "Load", "OnDuty", "Timestamp", "Speed"]


def carry_hours(
    paths: Iterable[Path], rule: ReferenceRule | None = None, *, workers: int = 2
) -> pd.DataFrame:
    """Carry time of each file: path (as given), rows (read) and carry_s (seconds).

    `workers` files are worked on at once; pandas parses outside of Python's lock. Raises
    `BadFileError` when a file cannot be read, or has a constant height that is to be scaled.
    """

    def result(path: Path) -> tuple[str, int, float]:
        try:
            frame = read_telemetry(path)
            return str(path), len(frame), carry_seconds(frame, rule or ReferenceRule())
        except (ValueError, OSError) as error:
            raise BadFileError(f"{path}: {error}; leave the file out of the yardstick") from error

    with ThreadPoolExecutor(workers) as pool:
        return pd.DataFrame(pool.map(result, paths), columns=["path", "rows", "carry_s"])


def read_telemetry(path: Path) -> pd.DataFrame:
    """Read the five numeric columns that the rule uses, in file order; NaN for an empty field.

    A file with text among its numbers takes a second, slower reading in which text is null. Fields
    missing at the end of a line are null, surplus ones ignored. Raises `ValueError` for what is no
    text at all.
    """
    try:
        return _read_csv(path, "float64")
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=_USED, dtype="float64")
    except ValueError:
        text = _read_csv(path, "str")
        return pd.DataFrame({name: pd.to_numeric(text[name], errors="coerce") for name in _USED})


def _read_csv(path: Path, dtype: Literal["float64", "str"]) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", names=_COLUMNS, usecols=_USED, dtype=dtype, engine="c")
