"""The card of the step that trains: made of what the warehouse holds, and never in the way."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.assets import train_outcome
from orchestration.assets.train import MODEL_KEY, carry_state_model
from orchestration.assets.train_card import card_facts
from orchestration.ml.card.render import pictures_of
from orchestration.ml.card.signals import read_signals
from orchestration.ml.card.write import Card, write_card
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import open_warehouse
from tests.ml.fleet import make_windows
from tests.ml.stored import store_windows

QUICK = {
    "folds": 2,
    "causal": False,
    "importance_rows": 100,
    "bootstrap_draws": 0,
    "boosting": {"max_iter": 2},
    "neighbour_windows": 0,
}
TABLES = """
    create schema raw;
    create schema intermediate;
    create table raw.objects as select 'v1' as version;
    create table raw.ingest_runs as
    select 'local' as source, 'v1' as ref, 'v1' as version, timestamp '2024-03-01' as started_at;
    create table intermediate.int_samples__carry_state as
    select
        vehicle_id, session_id as source_file, window_started_at as sampled_at,
        row_number() over (order by window_started_at) as row_number, height_m_mean as height_m,
        speed_kmh_mean as speed_kmh, load_share as load_signal, true as is_on_duty,
        label_is_carrying as is_carrying
    from windows;
"""


def settings_of(folder: Path, vehicles: int) -> Settings:
    """Settings of a warehouse with so many trusted forklifts."""
    settings = load_settings(data_dir=folder, warehouse=folder / "w.duckdb")
    windows = make_windows(vehicles=vehicles, windows=400)
    with duckdb.connect(str(settings.warehouse_path)) as connection:
        store_windows(connection, windows)
        connection.register("windows", windows)
        connection.execute(TABLES)
    return settings


def train(settings: Settings) -> dict[str, Any]:
    """Run the step; the metadata of the model."""
    config = {"ops": {"train": {"config": QUICK}}}
    done = dg.materialize([carry_state_model], resources={"settings": settings}, run_config=config)
    [event] = done.asset_materializations_for_node("train")[:1]
    assert event.asset_key == MODEL_KEY
    return {name: value.value for name, value in event.metadata.items()}


def test_a_model_is_stored_before_its_card_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path, 2)
    stored: list[tuple[str, ...]] = []

    def watched(*arguments: Any) -> Card:
        with open_warehouse(settings, read_only=True) as connection:
            query = "select run_id, model_path, model_sha256 from ml.training_runs"
            stored.extend(connection.execute(query).fetchall())
        return write_card(*arguments)

    monkeypatch.setattr(train_outcome, "write_card", watched)
    shown = train(settings)
    model, page = Path(shown["file"]), Path(shown["card_file"])
    assert stored == [(shown["run_id"], model.name, sha256(model.read_bytes()).hexdigest())]
    assert page == model.with_suffix(".html")
    assert page.with_suffix(".md").read_text("utf-8") == shown["card"]
    assert {"hour_1", "hour_2"} <= set(pictures_of(shown["card"]))
    assert "| `load_share`" in shown["card"]
    assert "then carries shorter than 5.0 s" in shown["card"]


def test_a_card_that_fails_is_told_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Card:
        raise RuntimeError("no\nroom")

    settings = settings_of(tmp_path, 1)
    shown = card_facts(logging.getLogger("run"), settings, "v1", broken)
    assert shown == {"card": "none: RuntimeError: no room"}
    assert [one.getMessage() for one in caplog.records] == [
        "the model has no card: RuntimeError: no room"
    ]


def test_signals_are_those_of_the_vehicle_in_its_hour(tmp_path: Path) -> None:
    """Windows of 5 s from 06:00 on, 100 in each of 4 sessions, which begin 2 h later each."""
    with open_warehouse(settings_of(tmp_path, 2), read_only=True) as connection:
        begins = datetime(2024, 3, 1, 6, 4, 10, tzinfo=UTC)
        found = read_signals(connection, "truck-001", round(begins.timestamp() * 1000))
        assert len(found) == 50
        assert found["sampled_ms"].iloc[0] == begins.timestamp() * 1000
        assert found["sampled_ms"].is_monotonic_increasing
        none = read_signals(connection, "truck-009", round(begins.timestamp() * 1000))
        assert none.empty


def test_data_that_cannot_train_has_a_card_that_says_why(tmp_path: Path) -> None:
    shown = train(settings_of(tmp_path, 1))
    assert shown["status"] == "refused"
    assert f"**No model was trained:** {shown['reason']}." in shown["card"]
    assert "truck-000" in shown["card"]
    assert Path(shown["card_file"]).is_file()
