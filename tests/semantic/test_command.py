"""The command line, as `make query` calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.semantic import client
from orchestration.settings import REPOSITORY


def call(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it where no connection leaves the process, and none has been answered before."""
    guard = data_dir / "guard"
    guard.mkdir(exist_ok=True)
    (guard / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*_, **__):\n    raise SystemExit('asked the network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
    )
    path = os.pathsep.join([str(guard), str(REPOSITORY)])
    return subprocess.run(
        [sys.executable, "-m", "orchestration.semantic", *arguments],
        env={
            **os.environ,
            "FORKLIFT_DATA_DIR": str(data_dir),
            "PYTHONPATH": path,
            "TMPDIR": str(guard),
        },
        cwd=data_dir,
        capture_output=True,
        text=True,
        check=False,
    )


def test_query(built: Path, manifest: Path) -> None:
    """While somebody else reads, too; it keeps its log beside those of the runs."""
    arguments = ["--quiet", "--metrics", "carry_segments,duty_h", "--group-by", "vehicle"]
    with duckdb.connect(str(built / "warehouse.duckdb"), read_only=True):
        ended = call(built, "query", *arguments, "--order", "vehicle", "--decimals", "4")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    header, _, *rows = (line.split() for line in ended.stdout.splitlines())
    assert sorted(header) == ["carry_segments", "duty_h", "vehicle"]
    carried = header.index("carry_segments")
    assert [(row[0], float(row[carried])) for row in rows] == [("A", 5), ("B", 0), ("C", 0)]
    assert (built / "logs" / "metricflow.log").is_file()


def test_a_warehouse_that_is_written_is_one_line(built: Path, manifest: Path) -> None:
    with duckdb.connect(str(built / "warehouse.duckdb")):
        ended = call(built, "query", "--quiet", "--metrics", "duty_h")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "warehouse.duckdb: is open in" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_metrics_are_listed_without_a_warehouse(tmp_path: Path, manifest: Path) -> None:
    ended = call(tmp_path, "list", "metrics", "--search", "deadhead")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "deadhead_pct" in ended.stdout


def test_values_can_be_bound(built: Path) -> None:
    from metricflow_semantics.sql.sql_bind_parameters import SqlBindParameterSet

    with duckdb.connect() as connection:
        reading = client.ReadingClient(lambda: connection)
        key = reading.render_bind_parameter_key("least")
        bound = SqlBindParameterSet.create_from_dict({"least": 2})
        assert reading.query(f"select {key} + 1 as more", bound).rows == ((3,),)
        with pytest.raises(duckdb.Error, match="nowhere"):
            reading.dry_run("select * from nowhere")
