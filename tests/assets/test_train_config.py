"""Every setting of a training is a typed field of the run configuration, and of one list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
import pytest
from pydantic import BaseModel

from orchestration.assets.train import carry_state_model
from orchestration.assets.train_config import refuse_impossible
from orchestration.errors import SettingsError
from orchestration.ml.config import TrainingConfig
from orchestration.settings import load_settings

JOB = "forklift_ml_job"


def leaves(model: BaseModel, path: str = "") -> dict[str, tuple[Any, str | None]]:
    """Default and meaning of each setting by its dotted name, from the settings' own side."""
    found: dict[str, tuple[Any, str | None]] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            found |= leaves(value, f"{path}{name}.")
        else:
            shown = list(value) if isinstance(value, tuple) else value
            found[path + name] = (shown, field.description)
    return found


def shown(fields: Mapping[str, dg.Field], path: str = "") -> dict[str, tuple[Any, str | None]]:
    """The same from Dagster's side."""
    found: dict[str, tuple[Any, str | None]] = {}
    for name, field in fields.items():
        if isinstance(field.config_type, dg.Shape):
            found |= shown(field.config_type.fields, f"{path}{name}.")
        else:
            found[path + name] = (field.default_value, field.description)
    return found


def refusal(defs: dg.Definitions, **config: Any) -> str:
    """What Dagster says at launch."""
    with pytest.raises(dg.DagsterInvalidConfigError) as refused:
        dg.validate_run_config(defs.resolve_job_def(JOB), {"ops": {"train": {"config": config}}})
    (error,) = refused.value.errors
    return error.message


def test_the_launchpad_shows_every_setting_with_its_default_and_meaning() -> None:
    schema = carry_state_model.op.config_schema.config_type
    assert isinstance(schema, dg.Shape)
    here, there = leaves(TrainingConfig()), shown(schema.fields)
    assert set(there) == set(here)
    for name, (default, meaning) in here.items():
        assert there[name][0] == default, name
        assert meaning and str(there[name][1]).startswith(meaning), name
    assert str(there["folds"][1]).endswith(" Allowed: at least 2 and at most 50.")


def test_all_defaults_are_accepted_and_mean_the_same(defs: dg.Definitions) -> None:
    given = TrainingConfig().model_dump(mode="json")
    config = {"ops": {"train": {"config": given}}}
    accepted = dg.validate_run_config(defs.resolve_job_def(JOB), config)
    assert accepted["ops"]["train"]["config"] == given


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"seeed": 1}, ['"seeed"', "seed?: Int"]),
        ({"model": "svm"}, [":model ", "logistic_regression | random_forest", "svm"]),
        ({"feature_groups": ["load"]}, [":feature_groups[0]", "current | past | around", "load"]),
        ({"boosting": {"depth": 3}}, ['"depth"', "max_leaf_nodes?: Int"]),
        ({"row_cap": "all"}, [":row_cap", '"all"', "Int"]),
        ({"class_weight": "heavy"}, [":class_weight", "balanced", "heavy"]),
    ],
)
def test_names_and_types_are_refused_at_launch(
    defs: dg.Definitions, given: dict[str, Any], words: list[str]
) -> None:
    said = refusal(defs, **given)
    assert [word for word in words if word not in said] == []


def test_limits_are_refused_by_the_first_step(defs: dg.Definitions) -> None:
    """Before anything is read or written."""
    result = defs.resolve_job_def("forklift_training_job").execute_in_process(
        run_config={"ops": {"train": {"config": {"folds": 1}}}},
        instance=dg.DagsterInstance.ephemeral(),
        raise_on_error=False,
    )
    (failed,) = [event for event in result.all_node_events if event.is_step_failure]
    assert failed.step_key == "ingest"
    said = failed.step_failure_data.user_failure_data
    assert said is not None
    assert (
        said.description == "training setting folds=1: Input should be greater than or equal to 2"
    )
    assert not load_settings().warehouse_path.exists()


def test_contradictions_are_refused_beside_defaults() -> None:
    given = TrainingConfig().model_dump(mode="json") | {"calibration": "none"}
    with pytest.raises(SettingsError, match="unknown_below above"):
        refuse_impossible({"ops": {"train": {"config": given}}})
    refuse_impossible({"ops": {"ingest": {"config": {"ref": "main"}}}})
