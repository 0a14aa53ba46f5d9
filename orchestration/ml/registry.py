"""Trained models as files that are safe to load.

Lives here: writing and reading `<run id>.skops` and its JSON card, by rename, with every check
before the model is used. Not here: which model is current (the warehouse knows).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import skops.io

from orchestration.errors import ForkliftError
from orchestration.files import write_by_rename
from orchestration.ml.canonical import dump_canonical
from orchestration.ml.config import HeightLimits
from orchestration.ml.estimators import Estimator
from orchestration.ml.features import FeatureContract
from orchestration.ml.fingerprint import code_fingerprint, library_versions
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
_REMEDY = "train again"


class ModelFileError(ForkliftError):
    """A model file is missing, altered, or made for something else."""


@dataclass(frozen=True)
class SavedModel:
    """A model file and the hash of its bytes."""

    path: Path
    sha256: str


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
    saved = SavedModel(folder / f"{result.run_id}.skops", hashlib.sha256(content).hexdigest())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_by_rename(saved.path, content)
        described = json.dumps({**card, "sha256": saved.sha256}, indent=2)
        write_by_rename(saved.path.with_suffix(".json"), described.encode())
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
    path = folder / f"{run_id}.skops"
    content, described = _read(path), _read_card(path.with_suffix(".json"))
    actual = hashlib.sha256(content).hexdigest()
    if actual != described.pop("sha256", None) or sha256 not in (None, actual):
        raise ModelFileError(f"model {path} was altered after it was written: {_REMEDY}")
    payload = _decode(path, content)
    if json.loads(payload["card"]) != described or described["run_id"] != run_id:
        raise ModelFileError(f"model {path} and its card disagree: {_REMEDY}")
    _check_versions(path, described["library_versions"])
    known = FeatureContract.from_dict(described["contract"])
    if contract is not None and contract != known:
        raise ModelFileError(
            f"model {path} was trained on other features ({len(known.names)} there,"
            f" {len(contract.names)} here): {_REMEDY}"
        )
    return LoadedModel(
        run_id=run_id,
        version=described["version"],
        contract=known,
        readout=Readout.from_dict(described["readout"]),
        limits=HeightLimits.model_validate(described["settings"]["height_limits"]),
        estimator=payload["estimator"],
        sha256=actual,
        code=described.get("code", ""),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"cannot read model {path}: {error.strerror}; {_REMEDY}") from error


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads(_read(path))
    except ValueError as error:
        raise ModelFileError(f"model card {path} is not JSON: {_REMEDY}") from error
    return card


def _decode(path: Path, content: bytes) -> dict[str, Any]:
    foreign = set(skops.io.get_untrusted_types(data=content)) - _TRUSTED
    if foreign:
        names = ", ".join(sorted(foreign))
        raise ModelFileError(f"model {path} holds types that are not trusted: {names}")
    payload: dict[str, Any] = skops.io.loads(content, trusted=sorted(_TRUSTED))
    if not isinstance(payload.get("estimator"), Estimator):
        raise ModelFileError(f"model {path} holds no carry-state model: {_REMEDY}")
    return payload


def _check_versions(path: Path, stored: dict[str, str]) -> None:
    here = library_versions()
    for name in _MUST_MATCH:
        if stored.get(name) != here[name]:
            raise ModelFileError(
                f"model {path} was made with {name} {stored.get(name)}, here is {here[name]}:"
                f" {_REMEDY} or install that release"
            )
