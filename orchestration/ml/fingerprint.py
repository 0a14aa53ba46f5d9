"""Identity of a training run: what it learned from and with what.

Lives here: the fingerprints of data and code, library versions and the run id. Not here: wall-clock
values, which would make two equal runs differ.
"""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from orchestration.ml.config import TrainingConfig
from orchestration.ml.dataset import Dataset

_LIBRARIES = ("numpy", "pandas", "scikit-learn", "skops")


def data_fingerprint(dataset: Dataset) -> str:
    """SHA-256 (hex) over the sorted keys, features, labels and weights."""
    digest = hashlib.sha256()
    names = [dataset.contract.as_dict(), list(dataset.vehicles), dataset.features.shape]
    digest.update(json.dumps(names).encode())
    for column in (
        dataset.vehicle,
        dataset.session_keys[dataset.session],
        dataset.started_at.astype(np.int64),
        dataset.features,
        dataset.instant,
        dataset.label,
        dataset.purity,
        dataset.duty_s,
    ):
        digest.update(np.ascontiguousarray(column).view(np.uint8).data)
    return digest.hexdigest()


def library_versions() -> dict[str, str]:
    """Versions that a model and its file depend on."""
    return {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}


@cache
def code_fingerprint() -> str:
    """SHA-256 (hex) of the code that learns, which a run's id does not name."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def run_id_of(
    dataset: Dataset, config: TrainingConfig, version: str, samples: pd.DataFrame | None
) -> tuple[str, str]:
    """Id of the run that learns from these, and the fingerprint of its data."""
    fingerprint = data_fingerprint(dataset)
    count = None if samples is None else len(samples)
    settings = config.model_dump(mode="json")
    return make_run_id(fingerprint, settings, version, library_versions(), count), fingerprint


def make_run_id(*parts: Any) -> str:
    """16 hex digits that follow from the JSON of `parts` alone."""
    text = json.dumps(parts, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
