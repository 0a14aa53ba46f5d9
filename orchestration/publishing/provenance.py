"""What the tables of the warehouse were made from.

Lives here: the data commit and the model run, and the refusal of a warehouse that cannot name
them. Not here: whether the repository knows that commit (`publisher.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from orchestration.ml.stages import present_champion
from orchestration.publishing.errors import PublishError


@dataclass(frozen=True)
class Provenance:
    """Where the results come from."""

    data_commit: str
    """Commit that the telemetry was read at."""
    model_run_id: str | None = None
    """The latest training run; None where none was ever made."""
    model_sha256: str | None = None
    """SHA-256 of the model's file; None when the run trained no model."""
    champion_run_id: str | None = None
    """The run whose model made the predictions, where that is another one."""

    @property
    def shown_run_ids(self) -> tuple[str, ...]:
        """The runs that tables of runs are published of."""
        return tuple(run for run in (self.model_run_id, self.champion_run_id) if run is not None)


def read_provenance(connection: duckdb.DuckDBPyConnection, run_ids: Collection[str]) -> Provenance:
    """What the warehouse holds now; `run_ids` are those of the current run and its first attempt.

    Raises `PublishError` when it holds no commit of a lakeFS repository, another one than the run
    loaded, or a model that was trained on another one.
    """
    version = _loaded(connection, run_ids)
    if not _exists(connection, "ml", "training_runs"):
        return Provenance(version)
    row = connection.execute(
        "select run_id, version, status, model_sha256 from ml.training_runs"
        " order by trained_at desc, run_id limit 1"
    ).fetchone()
    if row is None:
        return Provenance(version)
    run_id, trained_on, status, sha256 = row
    if trained_on != version:
        raise PublishError(
            f"not published: the warehouse holds data of commit {version[:12]}, but the model run "
            f"{run_id} is of {trained_on[:12]}; run forklift_training_job"
        )
    champion = present_champion(connection, version)
    other = champion[0] if champion is not None and champion[0] != run_id else None
    return Provenance(version, run_id, sha256 if status == "trained" else None, other)


def _loaded(connection: duckdb.DuckDBPyConnection, run_ids: Collection[str]) -> str:
    """The version that is loaded, once it is clear that it is the one to publish."""
    if not _exists(connection, "raw", "ingest_runs"):
        raise PublishError("not published: nothing was loaded yet; run forklift_training_job")
    runs = connection.execute(
        "select run_id, source, version from raw.ingest_runs order by finished_at desc"
    ).fetchall()
    versions = connection.execute("select distinct version from raw.objects").fetchall()
    if not runs or versions != [(runs[0][2],)]:
        raise PublishError(
            "not published: the warehouse does not hold what its last ingest read; "
            "run forklift_training_job"
        )
    last_run, source, version = runs[0]
    if source != "lakefs":
        raise PublishError(
            f"not published: the warehouse was last loaded from source {source!r}, not from "
            "lakefs; run forklift_training_job"
        )
    if last_run not in run_ids and any(run_id in run_ids for run_id, *_ in runs):
        raise PublishError(
            f"not published: run {last_run} has loaded commit {version[:12]} meanwhile; "
            "publish with that run, or run again"
        )
    return str(version)


def _exists(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
        [schema, table],
    )
    return found.fetchone() is not None
