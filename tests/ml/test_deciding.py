"""Candidate and champion: each way a decision can go, and that it stands when repeated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.ml import deciding
from orchestration.ml.config import TrainingConfig, parse_config
from orchestration.ml.deciding import decide, refuse
from orchestration.ml.recording import adopt_earlier_runs
from orchestration.ml.schema import create_tables
from orchestration.ml.stages import (
    Decision,
    present_champion,
    present_decision,
)
from tests.ml.runs import FAIR, GOOD, POOR, SHA256, Cells, add_run

CONFIG = TrainingConfig()


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        create_tables(opened)
        yield opened


@pytest.fixture
def usable(monkeypatch: pytest.MonkeyPatch) -> None:
    """All files are there."""
    monkeypatch.setattr(deciding, "check_usable", lambda *_: None)


def trained(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    version: str,
    cells: Cells,
    config: TrainingConfig = CONFIG,
    vehicles: str = "AB",
) -> Decision:
    """Train the run at the version, or once more, and decide."""
    connection.execute("delete from ml.training_runs where run_id = ?", [run_id])
    connection.execute("delete from ml.held_out_sessions where run_id = ?", [run_id])
    settings = config.model_dump(mode="json")
    add_run(connection, run_id, version, dict.fromkeys(vehicles, cells), settings=settings)
    return decide(connection, run_id, version, config, Path("nowhere"))


def champion(connection: duckdb.DuckDBPyConnection, version: str) -> str | None:
    found = present_champion(connection, version)
    assert found is None or found[1] == SHA256
    return None if found is None else found[0]


@pytest.mark.usefixtures("usable")
def test_not_worse_is_promoted(connection: duckdb.DuckDBPyConnection) -> None:
    first = trained(connection, "one", "v1", FAIR)
    assert (first.stage, first.champion_before) == ("champion", None)
    second = trained(connection, "two", "v2", GOOD)
    assert (second.stage, second.champion, second.champion_before) == ("champion", "two", "one")
    assert (second.mcc, second.champion_mcc) == pytest.approx((0.8, 0.6))
    assert second.reason.startswith("not worse than champion one: MCC 0.800 against 0.600")
    assert champion(connection, "v2") == "two"


@pytest.mark.usefixtures("usable")
def test_worse_is_kept_as_a_candidate(connection: duckdb.DuckDBPyConnection) -> None:
    trained(connection, "one", "v1", GOOD)
    second = trained(connection, "two", "v2", FAIR)
    assert (second.stage, second.champion) == ("candidate", "one")
    assert second.reason == (
        "worse than champion one: MCC 0.600 against 0.800, difference -0.200 (-0.200 to -0.200),"
        " on 2 sessions of 2 held-out vehicles; to promote it:"
        " python -m orchestration.models promote two"
    )
    assert champion(connection, "v2") == "one"
    # The next one is measured by the champion, not by the candidate.
    third = trained(connection, "three", "v3", FAIR)
    assert third.stage == "candidate"
    assert third.champion_mcc == pytest.approx(0.8)


@pytest.mark.usefixtures("usable")
def test_without_common_sessions_the_new_one_is_promoted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    trained(connection, "one", "v1", GOOD)
    second = trained(connection, "two", "v2", POOR, vehicles="CD")
    assert second.stage == "champion"
    assert "no held-out session in common with champion one" in second.reason
    assert second.mcc is None


@pytest.mark.usefixtures("usable")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"label_profile": "load_share"}, "label_profile is load_share here and carry_rule there"),
        ({"window_s": 10.0}, "window_s is 10.0 here and 5.0 there"),
    ],
)
def test_another_question_is_not_comparable(
    connection: duckdb.DuckDBPyConnection, given: dict[str, Any], words: str
) -> None:
    trained(connection, "one", "v1", FAIR)
    second = trained(connection, "two", "v2", GOOD, parse_config(given))
    assert (second.stage, second.champion) == ("candidate", "one")
    assert second.reason.startswith(f"not comparable with champion one: {words}; to promote")


def test_a_champion_without_its_file_gives_way(connection: duckdb.DuckDBPyConnection) -> None:
    trained(connection, "one", "v1", GOOD)
    second = trained(connection, "two", "v2", POOR)
    assert (second.stage, second.champion_before) == ("champion", "one")
    assert second.reason.startswith("champion one cannot be used: cannot read model nowhere/one")


@pytest.mark.usefixtures("usable")
def test_going_back_to_a_version_repeats_its_decision(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    trained(connection, "one", "v1", FAIR)
    first = trained(connection, "two", "v2", POOR)
    trained(connection, "three", "v3", GOOD)
    assert champion(connection, "v3") == "three"
    # Against the champion of today it would be worse, and so would `two` be.
    again = trained(connection, "one", "v1", FAIR)
    assert (again.stage, champion(connection, "v1")) == ("champion", "one")
    assert trained(connection, "two", "v2", POOR) == first
    assert (first.stage, champion(connection, "v2")) == ("candidate", "one")
    rows = connection.execute("select count(*) from ml.model_stages").fetchone()
    assert rows == (3,)
    # What comes next goes on from there.
    assert trained(connection, "four", "v4", FAIR).champion_before == "one"


@pytest.mark.usefixtures("usable")
def test_repeating_what_is_in_force_writes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    """What reads the decisions would else have something new to read in every run."""
    rows = "from ml.model_stages where version = 'v1' order by all"
    trained(connection, "one", "v1", FAIR)
    once = connection.execute(rows).fetchall()
    trained(connection, "one", "v1", FAIR)
    assert connection.execute(rows).fetchall() == once
    trained(connection, "two", "v2", GOOD)
    trained(connection, "one", "v1", FAIR)
    assert connection.execute(rows).fetchall() != once


def test_a_repeated_decision_for_a_champion_that_is_gone_is_made_anew(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "check_usable", lambda *_: None)
        trained(connection, "one", "v1", GOOD)
        assert trained(connection, "two", "v2", POOR).stage == "candidate"
    again = trained(connection, "two", "v2", POOR)
    assert (again.stage, champion(connection, "v2")) == ("champion", "two")


@pytest.mark.usefixtures("usable")
def test_other_settings_on_one_version_and_back(connection: duckdb.DuckDBPyConnection) -> None:
    trained(connection, "one", "v1", FAIR)
    trained(connection, "other", "v1", GOOD)
    assert champion(connection, "v1") == "other"
    trained(connection, "one", "v1", FAIR)
    assert champion(connection, "v1") == "one"


@pytest.mark.usefixtures("usable")
def test_refused_data_has_no_model_and_the_next_one_is_measured_by_the_last_champion(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    trained(connection, "one", "v1", GOOD)
    for _ in range(2):
        refuse(connection, "refusal", "v2", "only one forklift")
        assert champion(connection, "v2") is None
    later = trained(connection, "two", "v3", FAIR)
    assert (later.stage, champion(connection, "v3")) == ("candidate", "one")


@pytest.mark.usefixtures("usable")
def test_a_version_that_was_never_trained_on_has_the_champion_of_the_latest_decision(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert champion(connection, "v0") is None
    trained(connection, "one", "v1", GOOD)
    assert champion(connection, "v0") == "one"


def test_runs_from_before_stages(connection: duckdb.DuckDBPyConnection) -> None:
    """The latest is the champion; each earlier version keeps its own, a refused one has none."""
    connection.execute("drop table ml.model_stages; drop table ml.held_out_sessions")
    for number, status in ((1, "trained"), (2, "refused"), (3, "trained")):
        add_run(connection, f"run{number}", f"v{number}", {}, status=status)
    before = {version: champion(connection, version) for version in ("v3", "new")}
    assert before == {"v3": "run3", "new": "run3"}
    create_tables(connection)
    for _ in range(2):
        adopt_earlier_runs(connection)
    kept = [champion(connection, version) for version in ("v1", "v2", "v3", "new")]
    assert kept == ["run1", None, "run3", "run3"]
    decision = present_decision(connection, "v3")
    assert decision is not None and decision.reason == "trained before models had stages"
