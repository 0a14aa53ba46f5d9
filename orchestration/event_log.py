"""Where Dagster writes the events of runs: its own SQLite files, written with less ado.

Lives here: connections to these files, and events that are written together. Not here: where the
files are (`history.py`), and what is in them, which is Dagster's.

Dagster makes an engine for every statement, so that each one is compiled anew, a transaction for
every event, and waits for the disk at the end of each. Of a run that found nothing to do, that was
a third.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import local
from typing import Any

from dagster import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.event import listen
from sqlalchemy.pool import QueuePool

MOST_OPEN = 8
"""Files that stay open: the one for all, and those of the runs that were asked for last."""


class FileEventLog(SqliteEventLogStorage):
    """Dagster's event log: a file for each run and one for all, with an engine kept for each."""

    def __init__(self, base_dir: str) -> None:
        self._engines: dict[str, Engine] = {}
        self._batch = local()
        super().__init__(base_dir)

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Write these events in one transaction for each file."""
        with ExitStack() as stack:
            self._batch.stack, self._batch.connections = stack, {}
            try:
                super().store_event_batch(events)
            finally:
                del self._batch.stack, self._batch.connections

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """A connection in a transaction, which ends with the block or with this thread's batch."""
        if not hasattr(self._batch, "stack"):
            with self._engine(shard).begin() as connection:
                yield connection
            return
        connections: dict[str, Connection] = self._batch.connections
        if shard not in connections:
            connections[shard] = self._batch.stack.enter_context(self._engine(shard).begin())
        yield connections[shard]

    def _engine(self, shard: str) -> Engine:
        """The engine of a file, which has Dagster's tables; the last few files stay open."""
        with self._db_lock:
            engine = self._engines.pop(shard, None) or self._new_engine(shard)
            self._engines[shard] = engine
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            while len(self._engines) > MOST_OPEN:
                self._engines.pop(next(iter(self._engines))).dispose()
            return engine

    def _new_engine(self, shard: str) -> Engine:
        engine = create_engine(
            self.conn_string_for_shard(shard),
            poolclass=QueuePool,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
        )
        listen(engine, "connect", _without_waiting)
        return engine

    def wipe(self) -> None:
        """Remove all events, and the files."""
        super().wipe()
        self._close_files()

    def dispose(self) -> None:
        """Close what is open."""
        super().dispose()
        self._close_files()

    def _close_files(self) -> None:
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _without_waiting(connection: Any, _: object) -> None:
    """Leave it to the system when a commit reaches the disk.

    Dagster's files have a write-ahead log: when the power fails they stay sound, and lack what came
    last. A process that is killed loses nothing.
    """
    connection.execute("pragma synchronous = normal")


class FileStorage(DagsterSqliteStorage):
    """Dagster's storage in SQLite files with this event log."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = FileEventLog(str(Path(base_dir, "history", "runs", "")))

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> FileStorage:
        """The storage below `base_dir`, which is there afterwards."""
        return cls.from_local(inst_data=inst_data, **config_value)
