"""Identity of a training run: what it learned from and with what.

Lives here: the data fingerprint, library versions and the run id. Not here: wall-clock values,
which would make two equal runs differ.
"""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import version
from typing import Any

import numpy as np

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


def make_run_id(*parts: Any) -> str:
    """16 hex digits that follow from the JSON of `parts` alone."""
    text = json.dumps(parts, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
