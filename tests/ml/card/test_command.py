"""Finding a card from the terminal."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import typer

from orchestration.ml.card.__main__ import find_card, main
from orchestration.ml.card.render import with_pictures
from orchestration.settings import Settings, load_settings

RUNS = """
    create schema ml;
    create table ml.training_runs as
    select 'old' as run_id, timestamp '2024-03-01' as trained_at
    union all select 'new', timestamp '2024-03-02';
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path))
    made = load_settings()
    with duckdb.connect(str(made.warehouse_path)) as connection:
        connection.execute(RUNS)
    made.models_path.mkdir()
    for run_id in ("old", "new"):
        page = made.models_path / f"{run_id}.html"
        page.write_text("")
        page.with_suffix(".md").write_text(with_pictures("text", {"hour_1": run_id.encode()}))
    return made


def test_the_newest_card_is_found_and_its_pictures_come_out(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(pictures=tmp_path / "out")
    assert capsys.readouterr().out == f"{settings.models_path / 'new.html'}\n"
    assert (tmp_path / "out" / "hour_1.png").read_bytes() == b"new"
    assert find_card(settings, "old").name == "old.html"


def test_a_card_that_is_not_there_is_told(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        main("other")
    assert "models: run other has no model card; train with `make run`" in capsys.readouterr().err
