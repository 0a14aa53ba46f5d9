"""The dbt vars of `FORKLIFT_VARS`.

Lives here: reading them from a file or text. Not here: what they mean (`dbt_project.yml`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import SettingsError


def parse_vars(given: str, base: Path) -> dict[str, Any]:
    """Read dbt vars from a YAML/JSON file, relative to `base`, or text.

    Raises `SettingsError` when the file is missing or the content is not a mapping.
    """
    text = given.strip()
    if not text:
        return {}
    origin = "its text"
    if "\n" not in text and not text.startswith("{") and ":" not in text.replace(":\\", ""):
        path = Path(text) if Path(text).is_absolute() else base / text
        if not path.is_file():
            raise SettingsError(f"FORKLIFT_VARS: no file {path}; give a YAML/JSON file or text")
        text, origin = path.read_text(encoding="utf-8"), str(path)
    try:
        parsed = yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"FORKLIFT_VARS: {origin} is not YAML or JSON: {reason}") from None
    if not isinstance(parsed, dict):
        raise SettingsError(f"FORKLIFT_VARS: {origin} must be a mapping of var names to values")
    return json.loads(json.dumps(parsed))
