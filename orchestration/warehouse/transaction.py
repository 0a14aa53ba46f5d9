"""One transaction around a step, and the scratch folder that goes with it.

Lives here: all-or-nothing. Not here: what is done within.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit at the end; roll back on any exception and let it pass."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a fatal fault has ended the transaction already
            connection.rollback()
        raise


def database_file(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """The file of the connection's database; None for one in memory."""
    row = connection.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchone()
    return Path(row[0]) if row and row[0] else None


@contextmanager
def scratch_folder(database: Path | None) -> Iterator[Path]:
    """An empty folder beside the database, removed at the end.

    Its name is fixed: the database has one writer, so what is found there was left by a killed run.
    """
    if database is None:
        with tempfile.TemporaryDirectory(prefix="forklift-") as name:
            yield Path(name)
        return
    folder = database.with_name(f"{database.name}.staging")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
