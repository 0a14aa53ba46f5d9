"""`dbt build` tests what has changed since a test last passed, `dbt test` tests everything.

A window is repeated by hand, which its test of the key calls a fault. Whether the test sees it says
which sessions the test looked at.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.dbt_runs import Dbt
from tests.incremental.history import Place
from tests.incremental.steps import State, Write
from tests.incremental.telemetry import Piece

WORK = "12e 12L 6u 12e 18L 12e"
TESTED = "int_windows__measured"
KEY = f"unique_combination_of_columns_{TESTED}_session_key__vehicle_id__window_number"
VIEW = "int_sessions__debounced"
UNIQUE = f"unique_{VIEW}_session_key"
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")
UPSTREAM = ("build", "--select", f"+{TESTED}", "--exclude", TESTED, *NO_TESTS)
BUILD = ("build", "--select", TESTED, KEY, "--indirect-selection", "empty")
TEST = ("test", "--select", KEY)
RUN = ("run", "--select", TESTED)
OLD, NEW = "min", "max"
"""The session of the first day and of the last one: keys are in the order of time."""


class Windows:
    """A warehouse with a session a day, and what the test of its windows says."""

    def __init__(self, folder: Path, dbt: Dbt) -> None:
        self.place, self.state, self.days = Place(folder, dbt), State(), 0

    def add_day(self) -> None:
        """A session of one more day."""
        piece = Piece("FL-1", self.days, "08:00:00", 5, WORK)
        Write(f"{self.days}.csv", (piece,)).apply(self.state)
        self.place.ingest(self.state)
        self.run(*UPSTREAM)
        self.days += 1

    def repeat(self, session: str) -> None:
        """Repeat a window of the first or the last session."""
        self.ask(
            f"insert into intermediate.{TESTED} from intermediate.{TESTED} where session_key = "
            f"(select {session}(session_key) from intermediate.{TESTED}) limit 1"
        )

    def repair(self) -> None:
        """Undo all repetitions."""
        self.ask(
            f"create temp table kept as select distinct * from intermediate.{TESTED};"
            f"delete from intermediate.{TESTED};"
            f"insert into intermediate.{TESTED} from kept"
        )

    def run(self, *arguments: str) -> str:
        """The status of the test after a dbt command; 'not run' where it had no part in it."""
        found = self.place.dbt.statuses(self.place.settings, *arguments)
        return next((status for name, status in found.items() if name.startswith(KEY)), "not run")

    def ask(self, sql: str) -> list[tuple[int, ...]]:
        """Rows that the warehouse answers."""
        with duckdb.connect(str(self.place.settings.warehouse_path)) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, dbt: Dbt) -> Windows:
    """The first day is built and tested, the second one has its windows yet to come."""
    made = Windows(tmp_path_factory.mktemp("built"), dbt)
    made.add_day()
    assert made.run(*BUILD) == "pass"
    made.add_day()
    return made


@pytest.fixture
def windows(built: Windows, tmp_path: Path) -> Windows:
    """A copy of it."""
    made = Windows(tmp_path, built.place.dbt)
    made.place.settings.warehouse_path.parent.mkdir(parents=True)
    shutil.copy(built.place.settings.warehouse_path, made.place.settings.warehouse_path)
    return made


def test_a_build_looks_at_what_it_built(windows: Windows) -> None:
    windows.repeat(OLD)
    assert windows.run(*BUILD) == "pass"
    assert windows.run(*TEST) == "fail"
    assert windows.run(*BUILD, "--full-refresh") == "pass"  # as it is gone
    assert windows.run(*TEST) == "pass"


def test_it_says_between_which_sessions_that_lies(windows: Windows) -> None:
    """So that a database finds them in what a view joins, too."""
    [(key,)] = windows.ask(f"select max(session_key) from intermediate.{VIEW}")
    asked = windows.place.dbt.compiled(windows.place.settings, *BUILD)
    [sql] = [sql for name, sql in asked.items() if name.startswith(KEY)]
    assert f"and session_key between {key} and {key}" in sql.partition("in (")[2]


def test_what_was_not_tested_or_did_not_pass_is_tested_by_the_next_build(windows: Windows) -> None:
    assert windows.run(*RUN) == "not run"
    windows.repeat(NEW)
    assert windows.run(*TEST) == "fail"
    assert windows.run(*BUILD) == "fail"
    assert windows.run(*BUILD) == "fail"
    windows.repair()
    assert windows.run(*BUILD) == "pass"
    windows.repeat(NEW)
    assert windows.run(*BUILD) == "pass"
    assert windows.run(*TEST) == "fail"


def test_a_test_that_was_changed_starts_anew(windows: Windows, tmp_path: Path) -> None:
    assert windows.run(*BUILD) == "pass"
    windows.repeat(OLD)
    assert windows.run(*BUILD) == "pass"
    changed = Dbt(tmp_path / "changed")
    macro = changed.project / "macros" / "tests" / "unique_combination_of_columns.sql"
    macro.write_text(macro.read_text(encoding="utf-8").replace("> 1", ">= 2"), encoding="utf-8")
    windows.place.dbt = changed
    assert windows.run(*BUILD) == "fail"


def test_a_view_that_was_changed_is_tested_as_a_whole(windows: Windows, tmp_path: Path) -> None:
    """No session has changed since; now each one of more than one span is there twice."""
    view = ("build", "--select", VIEW)
    outcome = windows.place.dbt.statuses(windows.place.settings, *view)
    assert outcome[UNIQUE] == "pass"
    changed = Dbt(tmp_path / "changed")
    model = changed.project / "models" / "intermediate" / f"{VIEW}.sql"
    sql = model.read_text(encoding="utf-8")
    assert "span_number = 1" in sql
    repeated = sql.replace("span_number = 1", "span_number <= 2") + ", span_number"
    model.write_text(repeated, encoding="utf-8")
    assert changed.statuses(windows.place.settings, *view)[UNIQUE] == "fail"
    assert changed.statuses(windows.place.settings, *view)[UNIQUE] == "fail"
    assert windows.place.dbt.statuses(windows.place.settings, *view)[UNIQUE] == "pass"


def test_a_table_that_is_rebuilt_is_tested_as_a_whole(windows: Windows) -> None:
    assert windows.run(*BUILD) == "pass"
    windows.repeat(OLD)
    assert windows.run(*RUN, "--full-refresh") == "not run"
    windows.repeat(OLD)
    assert windows.run(*BUILD) == "fail"
