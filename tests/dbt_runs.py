"""dbt run many times in one process, on a copy of the project whose seed may change.

Lives here: one parsed manifest for each set of vars, and the invocation. Starting dbt anew and
parsing the project costs several times what a build of a few rows does. Not here: ingest.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dbt.artifacts.schemas.freshness import FreshnessResult
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import SeedNode

from orchestration.dbt_command import PROJECT_DIR, dbt_environment
from orchestration.dbt_connections import close_duckdb
from orchestration.resources import exported
from orchestration.settings import REPOSITORY, Settings

MODELS_ONLY = ("build", "--exclude", "source:ml+", "--exclude-resource-type", "test", "unit_test")
SILENT = ("--quiet", "--log-level", "none", "--log-level-file", "none", "--no-write-json")


class DbtFailed(Exception):
    """A build in which something failed."""


class Dbt:
    """A copy of the dbt project, and what dbt has parsed of it."""

    def __init__(self, folder: Path, project: Path = PROJECT_DIR) -> None:
        self.project = folder / "dbt_project"
        ignored = shutil.ignore_patterns("target", "logs")
        shutil.copytree(project, self.project, ignore=ignored)
        self._seed = self.project / "seeds" / "vehicle_overrides.csv"
        self._header = self._seed.read_text(encoding="utf-8").splitlines()[0]
        self._manifests: dict[str, Manifest] = {}

    def models(self) -> list[str]:
        """The models that need nothing of the classifier."""
        files = self.project.glob("models/**/*.sql")
        return sorted(file.stem for file in files if file.parent.name != "estimates")

    def build(
        self,
        settings: Settings,
        variables: Mapping[str, Any],
        overrides: Sequence[str] = (),
        select: str = "",
    ) -> None:
        """Build the seed and the selected models in the warehouse of the settings.

        Raises `DbtFailed` with what dbt says of the nodes that failed.
        """
        seed = "\n".join([self._header, *overrides, ""])
        self._seed.write_text(seed, encoding="utf-8")
        given = json.dumps(dict(variables), sort_keys=True)
        selection = ("--select", *select.split()) if select else ()
        with exported(dbt_environment(settings)):
            manifest = self._manifest(given)
            for node in manifest.nodes.values():
                if isinstance(node, SeedNode) and node.name == self._seed.stem:
                    # as a new parse would
                    node.checksum = type(node.checksum).from_contents(seed)
            self._invoke(dbtRunner(manifest=manifest), given, *MODELS_ONLY, *selection)

    def statuses(self, settings: Settings, *arguments: str) -> dict[str, str]:
        """Run a dbt command, which may fail; the status of each node by its name."""
        return {item.node.name: str(item.status) for item in self._results(settings, *arguments)}

    def compiled(self, settings: Settings, *arguments: str) -> dict[str, str]:
        """Run a dbt command, which may fail; the SQL of each node by its name."""
        return {
            item.node.name: item.node.compiled_code for item in self._results(settings, *arguments)
        }

    def _results(self, settings: Settings, *arguments: str) -> Sequence[Any]:
        with exported(dbt_environment(settings)):
            outcome = self._run(dbtRunner(manifest=self._manifest("{}")), "{}", *arguments)
        assert isinstance(outcome.result, RunExecutionResult | FreshnessResult), outcome.exception
        return outcome.result.results

    def rendered(self, settings: Settings, text: str, given: str = "{}") -> str:
        """A text with its Jinja, and the project's macros, rendered under vars given as YAML."""
        with exported(dbt_environment(settings)):
            dbt = dbtRunner(manifest=self._manifest("{}"))
            outcome = self._invoke(dbt, given, "compile", "--inline", text)
        assert isinstance(outcome.result, RunExecutionResult)
        return str(outcome.result.results[0].node.compiled_code)

    def _manifest(self, variables: str) -> Manifest:
        """What dbt knows of the project under these vars, without the comments on columns.

        Comments are a third of the time of a build, and no row depends on them.
        """
        if variables not in self._manifests:
            manifest = self._invoke(dbtRunner(), variables, "parse").result
            assert isinstance(manifest, Manifest)
            for node in manifest.nodes.values():
                if hasattr(node.config, "persist_docs"):
                    node.config.persist_docs = {}
            self._manifests[variables] = manifest
        return self._manifests[variables]

    def _invoke(self, dbt: dbtRunner, variables: str, *arguments: str) -> dbtRunnerResult:
        outcome = self._run(dbt, variables, *arguments)
        if not outcome.success:
            raise DbtFailed(self._words(outcome))
        return outcome

    def _run(self, dbt: dbtRunner, variables: str, *arguments: str) -> dbtRunnerResult:
        place = ["--project-dir", str(self.project), "--profiles-dir", str(REPOSITORY)]
        place += ["--target-path", str(self.project / "target"), "--vars", variables]
        try:
            return dbt.invoke([*arguments, *place, *SILENT])
        finally:
            close_duckdb()

    @staticmethod
    def _words(outcome: dbtRunnerResult) -> str:
        results = getattr(outcome.result, "results", [])
        failed = [f"{item.node.name}: {item.message}" for item in results if item.message]
        return str(outcome.exception or "\n".join(failed))
