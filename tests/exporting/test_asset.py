"""The step, run by Dagster on a small warehouse."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from filelock import FileLock

from orchestration.assets import export as module
from orchestration.assets.export import export_definition
from orchestration.settings import Settings, load_settings
from tests.publishing.warehouse import build

TABLES = ("marts.dim_vehicles", "marts.fct_carry_segments", "marts.fct_carry_estimates")
VERSION = "1" * 64


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("orchestration.faults.RETRIES", 0)
    build(tmp_path / "warehouse.duckdb", VERSION, source="local")
    return load_settings(data_dir=tmp_path)


def run(settings: Settings, *tables: str) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [export_definition(tables or TABLES)],
        resources={"settings": settings},
        raise_on_error=False,
    )


def facts(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    (event,) = result.get_asset_materialization_events()
    return {name: found.value for name, found in event.materialization.metadata.items()}


def reason_of(result: dg.ExecuteInProcessResult) -> str:
    data = result.get_step_failure_events()[0].step_failure_data
    assert data.user_failure_data is not None
    return str(data.user_failure_data.description)


def test_first_and_second_run(settings: Settings) -> None:
    first = facts(run(settings))
    assert (first["files_written"], first["files_unchanged"]) == (5, 0)
    assert first["warehouse_copied"] and first["version"] == VERSION
    assert "| marts.fct_carry_segments  |      4 |" in first["rows"]
    second = facts(run(settings))
    assert (second["files_written"], second["files_unchanged"]) == (0, 5)
    assert not second["warehouse_copied"]
    with duckdb.connect(second["warehouse"], read_only=True) as copy:
        assert copy.execute("select count(*) from marts.dim_vehicles").fetchall() == [(2,)]


def test_what_is_not_built_is_left_out_and_told(settings: Settings) -> None:
    shown = facts(run(settings, *TABLES, "marts.fct_trips"))
    assert shown["not_built"] == ["marts.fct_trips"]
    assert shown["files_written"] == 5


def test_a_folder_that_cannot_be_made_is_one_line(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    refused = load_settings(data_dir=tmp_path, export_dir=tmp_path / "file" / "export")
    said = reason_of(run(refused))
    assert said.startswith(f"{tmp_path}/file/export: ")
    assert said.endswith("FORKLIFT_EXPORT_DIR must be writable and have room")
    assert "\n" not in said


def test_a_full_disk_is_one_line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise duckdb.IOException("IO Error: Could not write file: No space left on device")

    monkeypatch.setattr("orchestration.exporting.folder.write", full)
    said = reason_of(run(settings))
    assert "No space left on device; FORKLIFT_EXPORT_DIR" in said and "\n" not in said


def test_no_warehouse_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.faults.RETRIES", 0)
    assert "does not exist; run the ingest first" in reason_of(
        run(load_settings(data_dir=tmp_path))
    )


def test_two_at_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    settings.export_path.mkdir()
    with FileLock(settings.export_path / ".lock"):
        said = reason_of(run(settings))
    assert said == (
        f"{settings.export_path}: another export is under way; run again when it has ended"
    )


def test_a_writer_of_the_warehouse_goes_first(settings: Settings) -> None:
    """Another process has the file open for writing: the step says so, and exports nothing."""
    hold = (
        f"import duckdb; c = duckdb.connect({str(settings.warehouse_path)!r});"
        " print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == "open\n"
        said = reason_of(run(settings))
        writer.communicate("\n")
    assert "is open in" in said
    assert not list(settings.export_path.rglob("*.parquet"))
