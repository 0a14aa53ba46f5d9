"""A warehouse and a local source in a temporary folder."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import Settings
from orchestration.sources import make_source
from orchestration.warehouse import IngestReport, Mismatch, ingest, open_warehouse, reconcile
from tests.warehouse.expected import normalised

ROW = "7;0.5;1;1;1740000000000;-37.5;144.5;6.25"


@dataclass
class Lab:
    """One folder of telemetry files and one warehouse."""

    settings: Settings

    def path(self, key: str) -> Path:
        return self.settings.local_root / "real_data" / key

    def put(self, key: str, content: bytes | str) -> None:
        data = content.encode() if isinstance(content, str) else content
        file = self.path(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(data) if key.endswith(".gz") else data)

    def ingest(self, **options: Any) -> IngestReport:
        with open_warehouse(self.settings) as connection:
            return ingest(connection, make_source(self.settings), run_id="run", **options)

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with open_warehouse(self.settings, read_only=True) as connection:
            return connection.execute(sql, list(params)).fetchall()

    def rows(self, key: str) -> list[tuple[Any, ...]]:
        rows = self.query(
            "select row_number, fffid, height, load, on_duty, timestamp_ms, latitude, longitude, "
            "speed, unparsed from raw.telemetry where object_path = ? order by row_number",
            [f"real_data/{key}"],
        )
        return [normalised(row) for row in rows]

    def rejected(self, key: str) -> list[tuple[Any, ...]]:
        return self.query(
            "select line_number, raw_line, reason from raw.rejected_rows where object_path = ? "
            "order by line_number",
            [f"real_data/{key}"],
        )

    def mismatches(self) -> list[Mismatch]:
        with open_warehouse(self.settings, read_only=True) as connection:
            return reconcile(connection)

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in raw but clock and runs, in a canonical order; telemetry as a hash."""
        return {
            "rows": self.query(
                "select object_path, count(*), sum(hash(telemetry)::hugeint) from raw.telemetry "
                "group by object_path order by object_path"
            ),
            "objects": self.query(
                "select * exclude (loaded_at) from raw.objects order by object_path"
            ),
            "rejected": self.query(
                "select * from raw.rejected_rows order by object_path, line_number"
            ),
        }


def make_lab(folder: Path) -> Lab:
    (folder / "source" / "real_data").mkdir(parents=True)
    return Lab(
        Settings(
            _env_file=None,
            local_root=folder / "source",
            data_dir=folder / "data",
            warehouse=folder / "data" / "warehouse.duckdb",
        )
    )


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return make_lab(tmp_path)
