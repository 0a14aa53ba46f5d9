"""The source that the settings name.

Lives here: the choice. Not here: a fallback of any kind.
"""

from __future__ import annotations

from orchestration.settings import Settings
from orchestration.sources.local import LocalSource
from orchestration.sources.protocol import TelemetrySource


def make_source(settings: Settings) -> TelemetrySource:
    """The source chosen by `FORKLIFT_SOURCE`."""
    match settings.source:
        case "local":
            return LocalSource(settings.local_root, settings.data_path / "hashes.json")
        case "lakefs":
            # here, since its SDK takes long to import
            from orchestration.sources.lakefs import LakeFSSource

            return LakeFSSource(settings.lakefs, settings.data_path / "objects")
