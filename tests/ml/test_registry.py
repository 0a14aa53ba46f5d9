"""Model files: safe to load, complete, unaltered."""

import json
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from orchestration.ml.canonical import dump_canonical
from orchestration.ml.config import parse_config
from orchestration.ml.features import FeatureContract
from orchestration.ml.model_file import ModelFileError, SavedModel
from orchestration.ml.models import predict_probability
from orchestration.ml.registry import load_model, save_model
from orchestration.ml.train import TrainingResult, train


@pytest.fixture
def saved(result: TrainingResult, tmp_path: Path) -> SavedModel:
    return save_model(result, tmp_path)


def test_loaded_model_predicts_the_same(
    result: TrainingResult, saved: SavedModel, windows: pd.DataFrame
) -> None:
    loaded = load_model(
        saved.path.parent, result.run_id, sha256=saved.sha256, contract=result.contract
    )
    matrix = result.contract.matrix(windows)
    expected = predict_probability(result.estimator, matrix)
    np.testing.assert_array_equal(predict_probability(loaded.estimator, matrix), expected)
    assert loaded.readout == result.readout
    assert loaded.limits == result.config.height_limits
    assert loaded.contract == result.contract


@pytest.mark.parametrize("name", ["logistic_regression", "random_forest"])
def test_every_kind_of_model_is_stored_and_repeats(
    name: str, windows: pd.DataFrame, tmp_path: Path
) -> None:
    config = parse_config(
        {"model": name, "folds": 3, "importance_rows": 100, "row_cap": 2000, "causal": False}
        | ({"forest": {"n_estimators": 10}} if name == "random_forest" else {})
    )
    trained = [train(windows, config, version="v1", threads=count) for count in (1, 2)]
    files = [save_model(one, tmp_path / str(n)) for n, one in enumerate(trained)]
    assert files[0].sha256 == files[1].sha256
    loaded = load_model(tmp_path / "0", trained[0].run_id)
    matrix = loaded.contract.matrix(windows)
    expected = predict_probability(trained[0].estimator, matrix)
    np.testing.assert_array_equal(predict_probability(loaded.estimator, matrix), expected)
    scores = trained[0].metrics.query("fold == 'all' and vehicle_id == 'all' and metric == 'mcc'")
    judged = scores[scores["split"] == "held_out_vehicles"].set_index("model")["value"]
    assert judged[name] > 0.6 > judged["height_only_rule"]


def test_same_model_is_the_same_file(
    result: TrainingResult, saved: SavedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the clock nor the addresses of a copy in memory show in the bytes."""
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(10**9))
    copied = skops.io.loads(
        skops.io.dumps(result.estimator),
        trusted=skops.io.get_untrusted_types(data=skops.io.dumps(result.estimator)),
    )
    again = save_model(replace(result, estimator=copied), tmp_path / "other")
    assert again.path.read_bytes() == saved.path.read_bytes()
    assert sorted(path.name for path in saved.path.parent.glob("*.*")) == [
        f"{result.run_id}.json",
        f"{result.run_id}.skops",
    ]


def test_altered_file_is_refused(result: TrainingResult, saved: SavedModel) -> None:
    content = bytearray(saved.path.read_bytes())
    content[len(content) // 2] ^= 1
    saved.path.write_bytes(content)
    with pytest.raises(ModelFileError, match="was altered"):
        load_model(saved.path.parent, result.run_id)


def test_file_other_than_the_recorded_one_is_refused(
    result: TrainingResult, saved: SavedModel
) -> None:
    with pytest.raises(ModelFileError, match="was altered"):
        load_model(saved.path.parent, result.run_id, sha256="0" * 64)


def change_card(saved: SavedModel, **changes: Any) -> None:
    card = saved.path.with_suffix(".json")
    card.write_text(json.dumps({**json.loads(card.read_text()), **changes}))


def test_altered_card_is_refused(result: TrainingResult, saved: SavedModel) -> None:
    names = list(reversed(result.contract.names))
    change_card(saved, contract={"names": names, "groups": list(result.contract.groups)})
    with pytest.raises(ModelFileError, match="card disagree"):
        load_model(saved.path.parent, result.run_id)


def test_other_libraries_are_refused(result: TrainingResult, tmp_path: Path) -> None:
    older = replace(result, library_versions={**result.library_versions, "scikit-learn": "1.0"})
    save_model(older, tmp_path)
    with pytest.raises(ModelFileError, match=r"made with scikit-learn 1\.0"):
        load_model(tmp_path, result.run_id)


def test_other_features_are_refused(result: TrainingResult, saved: SavedModel) -> None:
    other = FeatureContract(result.contract.names[1:], result.contract.groups[1:])
    with pytest.raises(ModelFileError, match="trained on other features"):
        load_model(saved.path.parent, result.run_id, contract=other)


def test_foreign_types_are_refused_before_they_are_loaded(
    result: TrainingResult, saved: SavedModel
) -> None:
    foreign = {"estimator": LogisticRegression(), "card": "{}", "tool": json.JSONDecoder}
    content = dump_canonical(foreign)
    saved.path.write_bytes(content)
    change_card(saved, sha256=sha256(content).hexdigest())
    with pytest.raises(ModelFileError, match=r"not trusted: json.*JSONDecoder"):
        load_model(saved.path.parent, result.run_id)


def test_missing_file_and_folder_that_cannot_be_written_are_told(
    result: TrainingResult, tmp_path: Path
) -> None:
    with pytest.raises(ModelFileError, match=r"cannot read model .*No such file"):
        load_model(tmp_path, "none")
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelFileError, match="cannot write model"):
        save_model(result, tmp_path / "file" / "models")
