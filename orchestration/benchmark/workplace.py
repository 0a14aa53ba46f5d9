"""The folder of one benchmark run, and the processes that work in it.

Lives here: paths, the environment that the children see, and how a step becomes a measured
process. Not here: which steps there are.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.benchmark.process import StepFailed, Usage, run_measured
from orchestration.benchmark.record import Step
from orchestration.settings import REPOSITORY, Settings, load_settings

DBT = Path(sys.executable).with_name("dbt")
PROJECT = REPOSITORY / "dbt_project"
BARE = "bare.duckdb"
EXACTLY = ("--indirect-selection", "empty", "--exclude-resource-type", "unit_test")
"""Neither the data tests nor the unit tests that dbt would add to the selected nodes."""
DAILY = ("--exclude", "source:ml+", "--exclude-resource-type", "unit_test")
"""All models before the classifier with their data tests, as the daily job builds them."""
ANSWER = ("--select", "+fct_carry_segments", "--exclude-resource-type", "test", "unit_test")
"""The models up to the carries alone, which is what the one-shot script tells."""


@dataclass(frozen=True)
class Workplace:
    """One run's folder; nothing is written outside of it but the log of a step that failed."""

    folder: Path
    settings: Settings
    """Settings of the children."""
    failures: Path
    """Folder for the log of a step that failed."""

    def inner(self, name: str, **others: Any) -> Workplace:
        """A workplace in a folder of this one, with files, warehouse and artifacts of its own."""
        folder = self.folder / name
        folder.mkdir()
        return workplace(folder, self.failures, **{**_kept(self.settings), **others})

    @property
    def dbt_target(self) -> Path:
        """Folder of dbt's artifacts."""
        return self.folder / "dbt"

    def python(self, name: str, *options: str) -> Step:
        """Run one step of `step.py`."""
        result = self.folder / "result.json"
        module = [sys.executable, "-m", "orchestration.benchmark.step"]
        usage = self._run(name, [*module, name, str(result), *options])
        outcome = json.loads(result.read_text(encoding="utf-8"))
        return self._step(name, usage, **outcome)

    def command(self, name: str, *arguments: str) -> Step:
        """Run a Python module as a user does; its time is that of the whole process."""
        usage = self._run(name, [sys.executable, "-m", *arguments])
        return self._step(name, usage, seconds=usage.seconds)

    def bare_load(self) -> Step:
        """Run the bare load into a database file that is gone afterwards."""
        database = self.folder / BARE
        settings = load_settings(**self.settings.model_dump() | {"warehouse": database})
        try:
            return replace(self, settings=settings).python("bare_load")
        finally:
            database.unlink(missing_ok=True)

    def dbt_nodes(self, name: str, selectors: Sequence[str]) -> Step:
        """Build exactly the selected nodes."""
        return self.dbt(name, "build", "--select", *selectors, *EXACTLY)

    def sql_cpu(self, *options: str) -> dict[str, float]:
        """Build, and return the processor time of the SQL of each node."""
        return self._clocked_build(*options)[1]["cpu_seconds"]

    def timed_build(self, *options: str) -> Step:
        """Build, with a clock around the SQL of each node."""
        usage, clocks = self._clocked_build(*options)
        parts = _seconds_by_node(self.dbt_target / "run_results.json")
        statements = clocks["seconds"]
        return self._step("build", usage, seconds=usage.seconds, parts=parts, statements=statements)

    def _clocked_build(self, *options: str) -> tuple[Usage, dict[str, dict[str, float]]]:
        result = self.folder / "sql.json"
        module = [sys.executable, "-m", "orchestration.benchmark.sql_clock", str(result)]
        usage = self._run("build", [*module, *self._dbt_arguments("build", *options)])
        return usage, json.loads(result.read_text(encoding="utf-8"))

    def dbt(self, name: str, command: str, *options: str) -> Step:
        """Run a dbt command on the project."""
        usage = self._run(name, [str(DBT), *self._dbt_arguments(command, *options)])
        parts = _seconds_by_node(self.dbt_target / "run_results.json") if command == "build" else {}
        return self._step(name, usage, seconds=usage.seconds, parts=parts)

    def _dbt_arguments(self, command: str, *options: str) -> list[str]:
        variables = self.settings.dbt_vars
        given = ["--vars", json.dumps(variables, sort_keys=True)] if variables else []
        where = ["--project-dir", str(PROJECT), "--profiles-dir", str(REPOSITORY)]
        where += ["--target-path", str(self.dbt_target), "--log-path", str(self.folder / "logs")]
        return [command, *options, *given, *where]

    def environment(self) -> dict[str, str]:
        """The variables of every child; they go before those of `.env`."""
        return {
            **os.environ,
            **self.settings.dbt_environment(),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "FORKLIFT_SOURCE": self.settings.source,
            "FORKLIFT_LOCAL_ROOT": str(self.settings.local_root),
            "FORKLIFT_DATA_DIR": str(self.settings.data_path),
        }

    def _run(self, name: str, command: Sequence[str]) -> Usage:
        log = self.folder / f"{name}.log"
        os.sync()  # what an earlier step wrote is not to be written at this one's expense
        try:
            return run_measured(command, self.environment(), log)
        except StepFailed as failure:
            self.failures.mkdir(parents=True, exist_ok=True)
            kept = shutil.copy(log, self.failures)
            raise StepFailed(f"step {name}: {failure} (its output: {kept})") from None

    def _step(self, name: str, usage: Usage, **said: object) -> Step:
        database = self.settings.warehouse_path
        files = (database, database.with_name(f"{database.name}.wal"))
        return Step(
            name=name,
            process_seconds=usage.seconds,
            cpu_seconds=usage.cpu_seconds,
            peak_memory_bytes=usage.peak_memory_bytes,
            warehouse_bytes=sum(file.stat().st_size for file in files if file.exists()),
            **said,  # type: ignore[arg-type]
        )


def workplace(
    folder: Path, failures: Path, memory_limit: str, temp_dir: Path | None = None, **others: Any
) -> Workplace:
    """A workplace in `folder`, with the project's settings but for paths, source and memory."""
    settings = load_settings(
        source="local",
        local_root=folder / "fleet",
        data_dir=folder / "data",
        warehouse=folder / "data" / "warehouse.duckdb",
        temp_dir=temp_dir or folder / "spill",
        memory_limit=memory_limit,
        **others,
    )
    return Workplace(folder, settings, failures)


def _kept(settings: Settings) -> dict[str, Any]:
    """What an inner workplace has from the outer one."""
    return settings.model_dump(include={"memory_limit", "temp_dir", "threads"})


def _seconds_by_node(run_results: Path) -> dict[str, float]:
    """Seconds of each node that dbt ran, the longest first; hooks of the run are none."""
    results = json.loads(run_results.read_text(encoding="utf-8"))["results"]
    seconds = {
        each["unique_id"]: round(each["execution_time"], 3)
        for each in results
        if not each["unique_id"].startswith("operation.")
    }
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))
