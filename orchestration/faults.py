"""How faults end a step in Dagster.

Lives here: the translation of the project's own errors into a failure of one line, or into a
retry where the fault can pass by itself. Not here: the errors themselves (`errors.py`).

Steps have no `RetryPolicy`: Dagster applies one to every exception, even to Ctrl-C and to
"terminate" in the UI, which would then start the step again instead of stopping it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from orchestration.errors import ForkliftError, WarehouseError

WAREHOUSE_POOL = "warehouse"
"""The pool of size one (see `dagster.yaml`) of every step that opens the DuckDB file."""

RETRIES = 2
RETRY_WAIT_S = 5


@contextmanager
def faults() -> Iterator[None]:
    """Turn an error with a remedy into a failure of one line; a busy warehouse is tried again."""
    try:
        yield
    except ForkliftError as error:
        failure = dg.Failure(description=str(error))
        failure.__cause__ = error
        if isinstance(error, WarehouseError):
            raise dg.RetryRequested(RETRIES, RETRY_WAIT_S) from failure
        raise failure from error
