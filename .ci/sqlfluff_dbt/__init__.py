"""What sqlfluff's jinja templater lacks of dbt, so that SQL is linted as it is rendered.

Lives here: `var` with the project's own values, the modules that macros use, macro dispatch to
DuckDB, a graph without nodes, as there is no manifest, the command that tests everything, and the
answer that nothing was built before. dbt's templater would know all of it, but opens the warehouse
to lint.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytz
import yaml
from jinja2 import pass_context
from jinja2.runtime import Context

_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project" / "dbt_project.yml"
_VARS: dict[str, Any] = yaml.safe_load(_PROJECT.read_text(encoding="utf-8"))["vars"]

execute = True
invocation_id = ""
invocation_args_dict: dict[str, Any] = {}
modules = SimpleNamespace(re=re, pytz=pytz)
model: dict[str, Any] = {"unique_id": ""}
graph: dict[str, Any] = {"nodes": {}}
flags: dict[str, Any] = {"WHICH": "test", "FULL_REFRESH": False}


def is_incremental() -> bool:
    """Models are linted as they are built whole."""
    return False


def var(name: str, default: Any = None) -> Any:
    """Value of a dbt var as the project declares it."""
    return _VARS.get(name, default)


class Adapter:
    """The part of dbt's `adapter` that macros use."""

    def dispatch(self, name: str, namespace: str | None = None) -> Callable[..., Any]:
        """The macro's DuckDB version, or its default one."""

        @pass_context
        def call(context: Context, *given: Any, **named: Any) -> Any:
            macro = context.get(f"duckdb__{name}") or context[f"default__{name}"]
            return macro(*given, **named)

        return call


adapter = Adapter()
