"""The settings of a training as fields of Dagster's run configuration.

Lives here: making Dagster's types of those of `ml/config.py`, so that the launchpad shows each
setting with its meaning, default and allowed values, and there is one list of them. Not here: the
settings themselves, and anything that learns.
"""

from collections.abc import Mapping
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import dagster as dg
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from orchestration.ml.config import parse_config

STEP = "train"
"""Name of the step in run configurations."""

_LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def config_fields(model: type[BaseModel]) -> dict[str, dg.Field]:
    """A Dagster field for each field of `model`, nested models as nested fields."""
    defaults = model().model_dump(mode="json")
    return {
        name: dg.Field(
            _type_of(field.annotation),
            default_value=defaults[name],
            is_required=False,
            description=_described(field),
        )
        for name, field in model.model_fields.items()
    }


def refuse_impossible(run_config: Mapping[str, Any]) -> None:
    """Raise `SettingsError` when the run would train with settings that cannot be.

    Dagster itself refuses names and types; limits, and settings that contradict each other, it
    would leave to the step, which comes last.
    """
    parse_config(run_config.get("ops", {}).get(STEP, {}).get("config") or {})


def _type_of(annotation: Any) -> Any:
    """Dagster's type of a Python type; its name is what a refusal shows as allowed."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return dg.Enum(" | ".join(map(str, inner)), [dg.EnumValue(value) for value in inner])
    if origin is tuple:
        return dg.Array(_type_of(inner[0]))
    if NoneType in inner:
        (known,) = (one for one in inner if one is not NoneType)
        return dg.Noneable(_type_of(known))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return config_fields(annotation)  # Dagster makes a shape of it
    return annotation


def _described(field: FieldInfo) -> str:
    """What the field means, and between which limits it lies."""
    limits = [
        f"{words} {getattr(limit, name):,}"
        for limit in field.metadata
        for name, words in _LIMITS.items()
        if hasattr(limit, name)
    ]
    meaning = field.description or ""
    return f"{meaning} Allowed: {' and '.join(limits)}." if limits else meaning
