"""MetricFlow's command line, `mf`, with the project's settings.

Lives here: where `mf` finds things, and what it must not do. Left alone it asks a package registry
for a newer version at each start, opens the warehouse for writing, and knows the manifest and its
log only in dbt's default places. Not here: its commands, which are its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from dbt_metricflow.cli import main as mf
from dbt_metricflow.cli.cli_configuration import CLIConfiguration

from orchestration.dbt_command import PROJECT_DIR
from orchestration.errors import ForkliftError
from orchestration.project import target_path
from orchestration.semantic.client import ReadingClient
from orchestration.semantic.engine import metric_engine, read_manifest
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow_semantic_interfaces.implementations.semantic_manifest import (
        PydanticSemanticManifest,
    )


class ProjectConfiguration(CLIConfiguration):
    """The manifest of the settings, and their warehouse, opened read-only when it is asked."""

    def __init__(self, settings: Settings, stack: ExitStack) -> None:
        super().__init__()
        self._settings = settings
        self._stack = stack

    def setup(self, *_: Any, **__: Any) -> None:
        """Begin the log; MetricFlow would try the connection of dbt first."""
        self.log_file_path.parent.mkdir(parents=True, exist_ok=True)
        self._configure_logging(self.log_file_path)
        self._is_setup = True

    @property
    def log_file_path(self) -> Path:
        """The log, beside those of the runs."""
        return self._settings.data_path / "logs" / self.LOG_FILE_NAME

    @cached_property
    def semantic_manifest(self) -> PydanticSemanticManifest:
        """Semantic models and metrics."""
        return read_manifest(self._settings)

    @cached_property
    def sql_client(self) -> ReadingClient:
        """The warehouse."""
        return ReadingClient(self._connect)

    @cached_property
    def mf(self) -> MetricFlowEngine:
        """What answers queries."""
        return metric_engine(self.semantic_manifest, self.sql_client)

    @cached_property
    def dbt_project_metadata(self) -> Any:
        """Where the manifest is, which is said beside an error."""
        written = target_path(self._settings)
        places = SimpleNamespace(project_root=PROJECT_DIR, target_path=written)
        return SimpleNamespace(project_path=PROJECT_DIR, project=places)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """Open the warehouse; a fault ends the command, as no bug is to be reported for it."""
        try:
            return self._stack.enter_context(open_warehouse(self._settings, read_only=True))
        except ForkliftError as error:
            sys.exit(str(error))


def run(settings: Settings, arguments: Sequence[str]) -> None:
    """Become `mf` with these arguments."""
    with ExitStack() as stack:
        configuration = ProjectConfiguration(settings, stack)
        no_update = SimpleNamespace(check=lambda *_: None)
        artifacts = SimpleNamespace(
            build_semantic_manifest_from_dbt_project_root=lambda **_: (
                configuration.semantic_manifest
            )
        )
        vars(mf).update(UpdateChecker=lambda: no_update, dbtArtifacts=artifacts)
        mf.cli.main(list(arguments), prog_name="mf", obj=configuration)
