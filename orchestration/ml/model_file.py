"""The files of a trained model: `<run id>.skops` and its JSON card.

Lives here: reading them, and telling whether they are as they were written. Not here: what the
model in them is (`registry.py`), which takes seconds to import.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.errors import ForkliftError

REMEDY = "train again"


class ModelFileError(ForkliftError):
    """A model file is missing, altered, or made for something else."""


@dataclass(frozen=True)
class SavedModel:
    """A model file and the hash of its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True, eq=False)
class ModelFile:
    """The bytes of a model and what its card says of it, as they were written."""

    saved: SavedModel
    content: bytes
    card: dict[str, Any]


def path_of(folder: Path, run_id: str) -> Path:
    """Where the model of a run is."""
    return folder / f"{run_id}.skops"


def card_of(path: Path) -> Path:
    """Where the card of a model file is."""
    return path.with_suffix(".json")


def read_model_file(folder: Path, run_id: str, sha256: str | None = None) -> ModelFile:
    """The files of a run's model; `sha256` is the hash that the warehouse recorded.

    Raises `ModelFileError` when one cannot be read, or the model has another hash.
    """
    path = path_of(folder, run_id)
    content, card = _read(path), _read_card(card_of(path))
    actual = hashlib.sha256(content).hexdigest()
    if actual != card.pop("sha256", None) or sha256 not in (None, actual):
        raise ModelFileError(f"model {path} was altered after it was written: {REMEDY}")
    return ModelFile(SavedModel(path, actual), content, card)


def hash_of_files(folder: Path, run_id: str) -> str | None:
    """SHA-256 (hex) over the model and its card; None where one cannot be read."""
    path = path_of(folder, run_id)
    try:
        contents = [_read(path), _read(card_of(path))]
    except ModelFileError:
        return None
    return hashlib.sha256(b"".join(hashlib.sha256(each).digest() for each in contents)).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"cannot read model {path}: {error.strerror}; {REMEDY}") from error


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads(_read(path))
    except ValueError as error:
        raise ModelFileError(f"model card {path} is not JSON: {REMEDY}") from error
    return card
