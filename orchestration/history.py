"""Where Dagster keeps its history, for every command alike.

Lives here: the instance class that `dagster.yaml` names, so that runs, events and logs are kept
under `FORKLIFT_DATA_DIR` whether a run was started by `make run`, `make dev` or a bare
`dagster dev` (which would forget everything at its end). Not here: how it is written
(`event_log.py`), and what runs do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dagster import DagsterInstance
from dagster._core.instance import InstanceRef
from dagster._serdes import ConfigurableClassData

from orchestration.event_log import FileStorage
from orchestration.settings import REPOSITORY, load_settings

EVENTS_AT_ONCE = 1000
"""Most events that are written together: those of a run that announce what it will do."""


class ProjectInstance(DagsterInstance):
    """A Dagster instance whose default storage is `<data_dir>/dagster`."""

    @classmethod
    def config_schema(cls) -> Mapping[str, Any]:
        """No configuration of its own beside that of every instance."""
        return {}

    @staticmethod
    def config_defaults(base_dir: str) -> Mapping[str, ConfigurableClassData | None]:
        """Storage below the data folder, in place of `base_dir` (a temporary folder, mostly)."""
        folder = load_settings().data_path / "dagster"
        folder.mkdir(parents=True, exist_ok=True)
        storage = ConfigurableClassData(
            FileStorage.__module__, FileStorage.__name__, json.dumps({"base_dir": str(folder)})
        )
        return {**InstanceRef.config_defaults(str(folder)), "storage": storage}

    def _get_event_batch_size(self) -> int:
        """How many events Dagster keeps until it writes them; without this, none."""
        return EVENTS_AT_ONCE


def open_history() -> DagsterInstance:
    """Open the project's instance as the repository's `dagster.yaml` describes it."""
    return DagsterInstance.from_config(str(REPOSITORY))
