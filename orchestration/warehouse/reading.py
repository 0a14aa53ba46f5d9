"""Reading small results for reports, checks and training.

Lives here: one read-only query as a data frame. Not here: any SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

if TYPE_CHECKING:  # DuckDB imports it when a frame is asked for
    import pandas as pd


def read_frame(
    settings: Settings, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """The result of one query on the warehouse, opened read-only for that long."""
    with open_warehouse(settings, read_only=True) as connection:
        return connection.execute(sql, params).df()
