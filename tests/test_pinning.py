"""A step notices when another run has moved the warehouse to another version."""

from pathlib import Path

import dagster as dg
import pytest

from orchestration.errors import MovedError
from orchestration.pinning import stay_pinned
from orchestration.settings import Settings, load_settings
from orchestration.sources import make_source
from orchestration.warehouse import ingest, open_warehouse

ROW = "FL-01;0.5;1;1;1741000000000;50.8;4.3;3.2\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(local_root=tmp_path / "source", data_dir=tmp_path / "data")


def load(settings: Settings, rows: int) -> str:
    """Load a version of so many rows; its id."""
    folder = settings.local_root / "real_data"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.csv").write_text(ROW * rows)
    with open_warehouse(settings) as connection:
        return ingest(connection, make_source(settings), run_id="run").version.id


def ask(settings: Settings, version: str | None) -> None:
    """Ask within a step of a run that loaded `version`."""

    @dg.asset
    def step(context: dg.AssetExecutionContext) -> None:
        stay_pinned(context, settings)

    tags = {"source/version": version} if version else {}
    dg.materialize([step], tags=tags)


def test_the_version_that_the_run_loaded_is_fine(settings: Settings) -> None:
    ask(settings, load(settings, 1))


def test_a_run_without_an_ingest_takes_what_is_there(settings: Settings) -> None:
    load(settings, 1)
    ask(settings, None)


def test_another_version_is_said(settings: Settings) -> None:
    ours, theirs = load(settings, 1), load(settings, 2)
    told = rf"this run loaded version {ours[:12]}, but another run has loaded {theirs[:12]}"
    with pytest.raises(MovedError, match=told):
        ask(settings, ours)
