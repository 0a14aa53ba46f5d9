"""How a fault of the settings is told.

Lives here: the one line for it. Not here: the settings (`settings.py`).
"""

from __future__ import annotations

from pydantic import ValidationError

SECRET = ("SECRET", "WEBHOOK")
"""Settings whose names hold one of these words are never shown."""


def one_line(error: ValidationError, within: tuple[str, ...] = ()) -> str:
    """The first fault, with its variable; its value too, unless that is secret or several."""
    first = error.errors()[0]
    name = "FORKLIFT_" + "_".join(str(part).upper() for part in (*within, *first["loc"]))
    text = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        return f"{name}: there is no such setting"
    given = first.get("input")
    if not isinstance(given, str | int | float):
        return text if text.startswith("FORKLIFT_") else f"{name}: {text}"
    if any(word in name for word in SECRET) or "credentials" in text:
        return f"{name}: {text}"
    return f"{name}={given!r}: {text}"
