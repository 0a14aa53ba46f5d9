"""One folder with telemetry and a data folder, and runs of the real job there.

Lives here: settings of such a run, running it in this process or in its own. Not here: what the
telemetry is (`telemetry.py`) and what the tables hold afterwards (`contents.py`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator
from rich.console import Console

from orchestration.assets.dbt import BUILD
from orchestration.project import prepare
from orchestration.run import JOB, execute
from orchestration.settings import REPOSITORY, load_settings
from orchestration.summary import summarise
from orchestration.summary_layout import render
from tests.bad_days.quick import parse_quick_config

UNTESTED = [*BUILD, "test"]
"""What dbt is told where its data tests are left out: a run then takes half the time."""
SECRET = "hunter2-canary"
"""Stands in the environment of every run, and must stand nowhere else."""


@dataclass(frozen=True)
class Place:
    """Where one run reads and writes."""

    folder: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    """Settings beside the folders."""

    @property
    def real_data(self) -> Path:
        return self.folder / "source" / "real_data"

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def warehouse(self) -> Path:
        return Path(self.environment["FORKLIFT_WAREHOUSE"])

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a run here, none left to a `.env` of this machine."""
        return {
            "FORKLIFT_LOCAL_ROOT": str(self.folder / "source"),
            "FORKLIFT_DATA_DIR": str(self.data_dir),
            "FORKLIFT_WAREHOUSE": str(self.data_dir / "warehouse.duckdb"),
            "FORKLIFT_VARS": "{}",
            "LAKEFS_SECRET_ACCESS_KEY": SECRET,
            **self.extra,
        }

    def copied(self, folder: Path, **extra: str) -> Place:
        """The same place as it is now, at `folder`, in place of what a failed test left there."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Place(folder, extra)

    def moved(self, folder: Path) -> Place:
        """The same place at `folder`, and nothing where it was."""
        return Place(self.folder.rename(folder), self.extra)

    def put(self, name: str, content: bytes | str) -> None:
        self.real_data.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        (self.real_data / name).write_bytes(data)

    def run(self, ref: str | None = None, *, tested: bool = True) -> str | None:
        """Run the main job in this process; its one line of failure, or None.

        `tested` leaves dbt's data tests in.

        For speed, Dagster remembers in memory, nothing is tried again, training is quick, and the
        lineage of columns is left out; `run_apart` does all of it.
        """
        with pytest.MonkeyPatch.context() as patch:
            self.settle(patch)
            patch.setattr("orchestration.faults.RETRIES", 0)
            patch.setattr(DbtEventIterator, "fetch_column_metadata", lambda events, **_: events)
            patch.setattr("orchestration.history.open_history", dg.DagsterInstance.ephemeral)
            patch.setattr("orchestration.assets.train.parse_config", parse_quick_config)
            if not tested:
                patch.setattr("orchestration.assets.dbt.BUILD", UNTESTED)
            from orchestration.definitions import build_defs  # needs the manifest

            prepare(load_settings())
            patch.setattr("orchestration.definitions.defs", build_defs(load_settings()))
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with chdir(Path.cwd()), self.log.open("a") as log, redirect_stderr(log):
                failure = execute(JOB, ref, self.log)
        self.assert_discreet(failure or "")
        return failure

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start Python in a process group of its own, by default with the job's command."""
        return subprocess.Popen(
            [sys.executable, *(arguments or ("-m", "orchestration.run"))],
            cwd=REPOSITORY,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **options,
        )

    def run_apart(self, *arguments: str, **options: Any) -> tuple[int, str, str]:
        """Run the job as a user does: exit code, standard output and error."""
        with self.start(*arguments, **options) as process:
            out, err = process.communicate()
        self.assert_discreet(out + err)
        return process.returncode, out, err

    def summary(self) -> str:
        """What a run here prints at its end, one line a fact."""
        with pytest.MonkeyPatch.context() as patch:
            self.settle(patch)
            console = Console(file=StringIO(), width=400)
            console.print(render(summarise(load_settings())))
        assert isinstance(console.file, StringIO)
        return console.file.getvalue()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    @property
    def log(self) -> Path:
        return self.data_dir / "logs" / "here.log"

    def settle(self, patch: pytest.MonkeyPatch) -> None:
        for name, value in self.environment.items():
            patch.setenv(name, value)

    def assert_discreet(self, said: str) -> None:
        """No traceback on the terminal, and no secret there or in a log."""
        assert "Traceback" not in said
        logs = [*self.data_dir.glob("logs/*.log"), *self.data_dir.glob("dbt/*/dbt.log")]
        for text in (said, *(log.read_text(encoding="utf-8", errors="replace") for log in logs)):
            assert SECRET not in text
