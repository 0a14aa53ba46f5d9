"""Decisions by name: promoted, rolled back, and what changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import ForkliftError
from orchestration.ml import deciding, promoting
from orchestration.ml.model_list import list_runs
from orchestration.ml.promoting import promote, roll_back
from orchestration.ml.schema import create_tables
from tests.ml.runs import FAIR, GOOD, POOR, add_run
from tests.ml.test_deciding import champion, trained

NOWHERE = Path("nowhere")


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """Champions one, two, three in turn, and a candidate after them."""
    for module in (deciding, promoting):
        monkeypatch.setattr(module, "check_usable", lambda *_: None)
    with duckdb.connect() as opened:
        create_tables(opened)
        trained(opened, "one", "v1", FAIR)
        trained(opened, "two", "v2", FAIR)
        trained(opened, "three", "v3", GOOD)
        assert trained(opened, "four", "v4", POOR).stage == "candidate"
        yield opened


def test_promoted_by_name_until_the_rule_decides(connection: duckdb.DuckDBPyConnection) -> None:
    decision = promote(connection, "four", version="v4", folder=NOWHERE)
    assert (decision.champion_before, decision.reason) == (
        "three",
        "promoted by name, in place of three",
    )
    assert champion(connection, "v4") == "four"
    assert champion(connection, "v3") == "three"
    # The same run once more on the same data does not undo it, a run on the next data may.
    trained(connection, "four", "v4", POOR)
    trained(connection, "four", "v4", POOR)
    assert champion(connection, "v4") == "four"
    assert trained(connection, "five", "v5", FAIR).champion_before == "four"
    assert champion(connection, "v5") == "five"


def test_rolled_back_one_by_one(connection: duckdb.DuckDBPyConnection) -> None:
    assert roll_back(connection, None, version="v4", folder=NOWHERE).champion == "two"
    assert roll_back(connection, None, version="v4", folder=NOWHERE).champion == "one"
    with pytest.raises(ForkliftError, match="no champion before the present one; name one of four"):
        roll_back(connection, None, version="v4", folder=NOWHERE)
    named = roll_back(connection, "three", version="v4", folder=NOWHERE)
    assert (named.decided_by, champion(connection, "v4")) == ("rollback", "three")
    assert named.reason == "rolled back by name, in place of one"


def test_stages_of_all_runs(connection: duckdb.DuckDBPyConnection) -> None:
    add_run(connection, "no", "v5", {}, status="refused")
    connection.execute(
        "insert into ml.model_metrics values ('four', 'v4', 'hist_gradient_boosting_decoded',"
        " 'held_out_vehicles', 'all', 'all', 'mcc', 0.4, null, null)"
    )
    runs = list_runs(connection, "v4").set_index("run_id")
    assert runs["stage"].to_dict() == {
        "no": "refused",
        "four": "candidate",
        "three": "champion",
        "two": "retired",
        "one": "retired",
    }
    assert runs.loc["four", "mcc"] == 0.4
    assert str(runs.loc["four", "reason"]).startswith("rule: worse than champion three")


@pytest.mark.parametrize(
    ("run_id", "words"),
    [
        ("fuor", "there is no model fuor; there are four, three, two, one"),
        ("three", "model three is the champion already; nothing was changed"),
    ],
)
def test_names_that_change_nothing(
    connection: duckdb.DuckDBPyConnection, run_id: str, words: str
) -> None:
    before = connection.execute("from ml.model_stages").fetchall()
    for decide in (promote, roll_back):
        with pytest.raises(ForkliftError, match=f"^{words}$"):
            decide(connection, run_id, version="v4", folder=NOWHERE)
    assert connection.execute("from ml.model_stages").fetchall() == before


def test_a_model_that_cannot_be_loaded_changes_nothing(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with pytest.raises(ForkliftError, match="cannot read model nowhere/one"):
        promote(connection, "one", version="v4", folder=NOWHERE)
    assert champion(connection, "v4") == "three"
