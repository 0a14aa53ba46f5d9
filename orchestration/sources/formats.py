"""Which keys are telemetry, judged by their name alone.

Lives here: the accepted extensions and what is passed over. Not here: looking into objects.
"""

from __future__ import annotations

from typing import Literal

Format = Literal["csv", "csv.gz", "parquet"]

_EXTENSIONS: tuple[tuple[str, Format], ...] = (
    (".csv.gz", "csv.gz"),
    (".csv", "csv"),
    (".parquet", "parquet"),
)


def format_of(path: str) -> Format | None:
    """The format of a telemetry key (the case of its extension does not matter), else None."""
    lowered = path.lower()
    return next((name for ending, name in _EXTENSIONS if lowered.endswith(ending)), None)


def is_hidden(path: str) -> bool:
    """Whether the key or one of its folders is hidden, or is a folder marker."""
    parts = path.split("/")
    return path.endswith("/") or any(
        part.startswith(".") and part not in (".", "..") for part in parts
    )
