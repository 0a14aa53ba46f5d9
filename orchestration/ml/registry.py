"""Trained models as files that are safe to load.

Lives here: writing a model and its card, by rename, and loading it, with every check before it is
used. Not here: the files (`model_file.py`), and which model is current (the warehouse knows).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import skops.io

from orchestration.files import write_by_rename
from orchestration.ml.canonical import dump_canonical
from orchestration.ml.config import HeightLimits
from orchestration.ml.estimators import Estimator
from orchestration.ml.features import FeatureContract
from orchestration.ml.fingerprint import code_fingerprint, library_versions
from orchestration.ml.model_file import (
    REMEDY,
    ModelFileError,
    SavedModel,
    card_of,
    path_of,
    read_model_file,
)
from orchestration.ml.readout import Readout
from orchestration.ml.train import TrainingResult

# Beyond what skops trusts by itself; anything else in a file is refused.
_TRUSTED = {
    "orchestration.ml.boosting.CarryStateClassifier",
    "orchestration.ml.estimators.WeightedPipeline",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
    "numpy.dtype",
}
# Another release of these may decode a stored tree differently.
_MUST_MATCH = ("numpy", "scikit-learn", "skops")


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """A model that passed every check."""

    run_id: str
    version: str
    contract: FeatureContract
    readout: Readout
    limits: HeightLimits
    estimator: Estimator
    sha256: str
    code: str
    """Fingerprint of the code that made it; empty where the card does not say."""


def save_model(result: TrainingResult, folder: Path) -> SavedModel:
    """Write the model of a run and its card; a killed write leaves what was there before.

    Raises `ModelFileError` when the folder cannot be written.
    """
    card = {
        "run_id": result.run_id,
        "version": result.version,
        "contract": result.contract.as_dict(),
        "readout": result.readout.as_dict(),
        "settings": result.config.model_dump(mode="json"),
        "data_fingerprint": result.data_fingerprint,
        "library_versions": result.library_versions,
        "code": code_fingerprint(),
    }
    # As it is read back: lists for tuples.
    card = json.loads(json.dumps(card))
    content = dump_canonical({"estimator": result.estimator, "card": json.dumps(card)})
    saved = SavedModel(path_of(folder, result.run_id), hashlib.sha256(content).hexdigest())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_by_rename(saved.path, content)
        described = json.dumps({**card, "sha256": saved.sha256}, indent=2)
        write_by_rename(card_of(saved.path), described.encode())
    except OSError as error:
        raise ModelFileError(f"cannot write model {saved.path}: {error.strerror}") from error
    return saved


def load_model(
    folder: Path,
    run_id: str,
    *,
    sha256: str | None = None,
    contract: FeatureContract | None = None,
) -> LoadedModel:
    """Read a model after checking hash, types, card, library versions and feature contract.

    `sha256` is the hash that the warehouse recorded, `contract` what the caller is going to feed.
    Raises `ModelFileError`, one line naming the file and the remedy.
    """
    files = read_model_file(folder, run_id, sha256)
    path, described = files.saved.path, files.card
    payload = _decode(path, files.content)
    if json.loads(payload["card"]) != described or described["run_id"] != run_id:
        raise ModelFileError(f"model {path} and its card disagree: {REMEDY}")
    _check_versions(path, described["library_versions"])
    known = FeatureContract.from_dict(described["contract"])
    if contract is not None and contract != known:
        raise ModelFileError(
            f"model {path} was trained on other features ({len(known.names)} there,"
            f" {len(contract.names)} here): {REMEDY}"
        )
    return LoadedModel(
        run_id=run_id,
        version=described["version"],
        contract=known,
        readout=Readout.from_dict(described["readout"]),
        limits=HeightLimits.model_validate(described["settings"]["height_limits"]),
        estimator=payload["estimator"],
        sha256=files.saved.sha256,
        code=described.get("code", ""),
    )


def _decode(path: Path, content: bytes) -> dict[str, Any]:
    foreign = set(skops.io.get_untrusted_types(data=content)) - _TRUSTED
    if foreign:
        names = ", ".join(sorted(foreign))
        raise ModelFileError(f"model {path} holds types that are not trusted: {names}")
    payload: dict[str, Any] = skops.io.loads(content, trusted=sorted(_TRUSTED))
    if not isinstance(payload.get("estimator"), Estimator):
        raise ModelFileError(f"model {path} holds no carry-state model: {REMEDY}")
    return payload


def _check_versions(path: Path, stored: dict[str, str]) -> None:
    here = library_versions()
    for name in _MUST_MATCH:
        if stored.get(name) != here[name]:
            raise ModelFileError(
                f"model {path} was made with {name} {stored.get(name)}, here is {here[name]}:"
                f" {REMEDY} or install that release"
            )
