"""The command that lists models and decides on them by name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration.ml import deciding, promoting
from orchestration.ml.schema import create_tables
from orchestration.models import app
from orchestration.warehouse.schema import create_raw_schema
from tests.ml.runs import FAIR, POOR
from tests.ml.test_deciding import champion, trained

VERSION = "2" * 40
HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A champion `aaaa`, and on the data that is loaded now a worse candidate `bbbb`."""
    path = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("FORKLIFT_WAREHOUSE", str(path))
    monkeypatch.setenv("FORKLIFT_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(deciding, "check_usable", lambda *_: None)
    monkeypatch.setattr(promoting, "check_usable", lambda *_: None)
    with duckdb.connect(str(path)) as connection:
        create_raw_schema(connection)
        create_tables(connection)
        connection.execute(
            "insert into raw.objects values"
            f" (1, 'a.csv', 1, 'x', 'x', 'csv', 1, 1, 0, now(), '{VERSION}', 'loaded', null)"
        )
        trained(connection, "aaaa", "1" * 40, FAIR)
        trained(connection, "bbbb", VERSION, POOR)
    return path


def told(*arguments: str) -> str:
    """What the command prints when all is well."""
    ended = CliRunner().invoke(app, list(arguments))
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def refusal(*arguments: str) -> str:
    """The one line of a refusal."""
    ended = CliRunner().invoke(app, list(arguments))
    assert (ended.exit_code, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    return line


def in_force(warehouse: Path) -> str | None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return champion(connection, VERSION)


def test_list_promote_and_roll_back(warehouse: Path) -> None:
    listed = [line.split() for line in told("list").splitlines()]
    assert [line[:3] for line in listed[1:3]] == [
        ["bbbb", "candidate", VERSION[:12]],
        ["aaaa", "champion", "1" * 12],
    ]
    assert "worse than champion aaaa" in told("list")
    said = told("promote", "bbbb")
    assert "Champion  bbbb (promoted by name, in place of aaaa)" in said
    assert "orchestration.run --job forklift_scoring_job" in said
    assert in_force(warehouse) == "bbbb"
    assert "Champion  aaaa (rolled back by name, in place of bbbb)" in told("rollback")
    assert in_force(warehouse) == "aaaa"


def test_a_wrong_name_is_told_with_those_there_are(warehouse: Path) -> None:
    expected = "Failed: there is no model cccc; there are bbbb, aaaa"
    assert refusal("promote", "cccc") == refusal("rollback", "cccc") == expected
    assert in_force(warehouse) == "aaaa"


def test_no_warehouse_and_no_model(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop schema ml cascade")
    assert refusal("list") == "Failed: no model was trained yet: run forklift_training_job"
    assert "there is no model x; there are none" in refusal("promote", "x")
    monkeypatch.setenv("FORKLIFT_WAREHOUSE", str(tmp_path / "none.duckdb"))
    assert refusal("list") == f"Failed: there is no warehouse at {tmp_path}/none.duckdb: make run"
    assert not (tmp_path / "none.duckdb").exists()


@pytest.fixture
def locked(warehouse: Path) -> Iterator[Path]:
    """The warehouse while another process writes."""
    command = [sys.executable, "-c", HOLD, str(warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        yield warehouse
        holder.communicate(b"\n")


def test_a_locked_warehouse_is_told(locked: Path) -> None:
    for arguments in (["list"], ["promote", "bbbb"]):
        assert f"{locked}: is open in" in refusal(*arguments)
