"""Whether a recorded model can be used on the present features.

Lives here: asking its file and the mart. Not here: what follows if it cannot (`deciding.py`,
`promoting.py`), and the checks of the file (`registry.py`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.errors import ForkliftError
from orchestration.ml.relations import FEATURE_TABLE

_OF_MART = f"""
select column_name from duckdb_columns()
where database_name = current_database() and schema_name || '.' || table_name = '{FEATURE_TABLE}'
"""


class UnusableModelError(ForkliftError):
    """A model that is recorded cannot be used on the present features."""


def check_usable(connection: duckdb.DuckDBPyConnection, run_id: str, folder: Path) -> None:
    """Raise a `ForkliftError` of one line when the run's model cannot be used on this mart."""
    from orchestration.ml.registry import load_model  # learning takes seconds to import

    row = connection.execute(
        "select model_sha256 from ml.training_runs where run_id = ? and status = 'trained'",
        [run_id],
    ).fetchone()
    if row is None:
        raise UnusableModelError(f"no model of run {run_id} is recorded")
    model = load_model(folder, run_id, sha256=row[0])
    there = {name for (name,) in connection.execute(_OF_MART).fetchall()}
    missing = [name for name in model.contract.mart_names if name not in there]
    if missing:
        raise UnusableModelError(
            f"model {run_id} reads {missing[0]}, which {FEATURE_TABLE} has not"
            f" ({len(missing)} of {len(model.contract.mart_names)} features are missing)"
        )
