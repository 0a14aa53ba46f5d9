"""A source object made ready for DuckDB's readers.

Lives here: the value that staging hands to the readers, and the bytes that a staged CSV file
uses with a meaning of their own. Not here: how files are staged.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.sources.formats import Format
from orchestration.sources.protocol import SourceObject

NO_TEXT = "\x01"
"""The null text of the CSV reader: no field of a staged file holds it, so that null can only mean
a field that the line does not have."""
NO_DELIMITER = "\x02"
"""Delimiter for reading whole lines: no staged line holds it."""
BLANK_LINE = "\x03"
"""Stands for a blank line, so that the reader does not skip it and line numbers stay true."""
RESERVED = "\x00" + NO_TEXT + NO_DELIMITER + BLANK_LINE
"""Control characters that staging takes out of the files' own text: the first four."""


@dataclass(frozen=True)
class StagedObject:
    """A readable file under a safe name, with facts found without DuckDB."""

    object: SourceObject
    object_id: int
    sha256: str
    format: Format
    path: Path
    row_count: int
    """CSV: lines that are not blank, by counting line ends; Parquet: rows by its footer."""
    is_plain: bool
    """CSV without damaged text, blank lines or hexadecimal numbers: may be parsed typed."""
    size_bytes: int
    """Of the staged file."""

    @property
    def object_path(self) -> str:
        """Key of the source object."""
        return self.object.path
