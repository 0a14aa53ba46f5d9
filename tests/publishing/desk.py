"""Where a test publishes from, and a look at what then lies in the repository."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from orchestration.lakefs import LakeFS, LakeFSConfig
from orchestration.publishing import PublishConfig
from orchestration.publishing.audit import Verdict
from orchestration.publishing.export import export
from orchestration.publishing.outcome import Outcome
from orchestration.publishing.provenance import read_provenance
from orchestration.publishing.publisher import Publisher
from orchestration.publishing.record import RunRecord
from tests.lakefs.conftest import Place
from tests.publishing.warehouse import MODEL, build

BRANCH = "forklift-run-run"


@dataclass(frozen=True)
class Desk:
    place: Place
    warehouse: Path
    commit: str
    """The data commit that the warehouse holds."""

    @property
    def connection(self) -> dict[str, Any]:
        """The settings of the server."""
        return {
            "endpoint": self.place.endpoint,
            "access_key_id": self.place.access_key_id,
            "secret_access_key": self.place.secret_access_key,
            "repository": self.place.repository,
            "retries": 2,
            "retry_wait_s": 0.01,
            "read_timeout_s": 20,
        }

    def lake(self) -> LakeFS:
        return LakeFS(LakeFSConfig(**self.connection))

    def change(self, sql: str) -> None:
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute(sql)

    def table(self, name: str) -> pd.DataFrame:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(f"select * from {name}").df()

    def publish(
        self,
        audit: Callable[[], Verdict] = Verdict,
        lake: LakeFS | None = None,
        run_id: str = "run",
        **config: Any,
    ) -> Outcome:
        """Publish what the warehouse holds now."""
        settings = PublishConfig(**config)
        folder = self.warehouse.parent / "publishing"
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            made = read_provenance(connection, {run_id})
            files = export(connection, settings.tables, folder, model_run_ids=made.shown_run_ids)
        record = RunRecord(run_id, run_id, "1.2.3", made, files.rows, files.content)
        return Publisher(lake or self.lake(), settings, record, audit).publish(files.parts)

    # --- what lies there

    def objects(self, ref: str = "main", prefix: str = "published/") -> set[str]:
        return {found.path.removeprefix(prefix) for found in self.lake().objects(ref, prefix)}

    def published(self, table: str, ref: str = "main") -> pd.DataFrame:
        """A published table, read with pandas."""
        folder = f"published/{table.replace('.', '/')}/"
        frames = [
            pd.read_parquet(io.BytesIO(self.content(found.path, ref)))
            for found in self.lake().objects(ref, folder)
        ]
        return pd.concat(frames, ignore_index=True)

    def content(self, path: str, ref: str = "main") -> bytes:
        return bytes(self.place.client.objects_api.get_object(self.place.repository, ref, path))

    def branches(self) -> set[str]:
        listed = self.place.client.branches_api.list_branches(self.place.repository)
        return {found.id for found in listed.results}

    def tags(self) -> Mapping[str, str]:
        listed = self.place.client.tags_api.list_tags(self.place.repository)
        return {found.id: found.commit_id for found in listed.results}

    def log(self, ref: str = "main") -> Sequence[Any]:
        """Commits, newest first, merged ones included."""
        return list(
            self.place.client.refs_api.log_commits(self.place.repository, ref, amount=100).results
        )


def desk_at(place: Place, folder: Path) -> Desk:
    """One commit of telemetry, and a warehouse that was made from it."""
    commit = place.put_and_commit("real_data/a.csv", b"1;2")
    build(folder / "warehouse.duckdb", commit)
    return Desk(place, folder / "warehouse.duckdb", commit)


def as_of(desk: Desk, commit: str, model: str, sha256: str = "d" * 64) -> Desk:
    """What a run of another commit leaves, when its telemetry gives the same results."""
    desk.change(f"update raw.objects set version = '{commit}'")
    desk.change(f"update raw.ingest_runs set version = '{commit}'")
    desk.change(
        f"update ml.training_runs set version = '{commit}', run_id = '{model}',"
        f" model_sha256 = '{sha256}', model_path = '{model}.skops' where run_id = '{MODEL}'"
    )
    desk.change(
        f"update ml.model_metrics set version = '{commit}', run_id = '{model}'"
        f" where run_id = '{MODEL}'"
    )
    desk.change(f"update marts.fct_carry_estimates set model_version = '{model}'")
    return replace(desk, commit=commit)
