"""What can happen to a source, to people's settings, and to a warehouse: the steps of a history.

Lives here: the state that steps change, and each kind of step. Not here: how a warehouse is built
(`warehouse.py`), or which steps follow each other. A step prints as the call that makes it; one
that names a file which is not there changes nothing, so that any list of steps is a history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.incremental.telemetry import Piece, lines_of


@dataclass
class State:
    """All that the tables may depend on."""

    files: dict[str, list[str]] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Write:
    """Write a file, whether it is there or not; without content it is empty."""

    name: str
    content: tuple[Piece | str, ...] = ()

    def apply(self, state: State) -> None:
        state.files[self.name] = lines_of(self.content)


@dataclass(frozen=True)
class Append:
    """More lines at the end of a file."""

    name: str
    content: tuple[Piece | str, ...]

    def apply(self, state: State) -> None:
        state.files[self.name] = [*state.files.get(self.name, []), *lines_of(self.content)]


@dataclass(frozen=True)
class Insert:
    """One line more in a file, which shifts the numbers of those after it."""

    name: str
    index: int
    line: str

    def apply(self, state: State) -> None:
        if lines := state.files.get(self.name):
            state.files[self.name] = [*lines[: self.index], self.line, *lines[self.index :]]


@dataclass(frozen=True)
class Cut:
    """Some lines less in a file."""

    name: str
    start: int
    stop: int | None = None

    def apply(self, state: State) -> None:
        if lines := state.files.get(self.name):
            end = len(lines) if self.stop is None else self.stop
            state.files[self.name] = [*lines[: self.start], *lines[end:]]


@dataclass(frozen=True)
class Edit:
    """One text replaced by another in a file, such as the id of a vehicle."""

    name: str
    old: str
    new: str

    def apply(self, state: State) -> None:
        if self.name in state.files:
            state.files[self.name] = [
                line.replace(self.old, self.new) for line in state.files[self.name]
            ]


@dataclass(frozen=True)
class Move:
    """The content of one name under another."""

    old: str
    new: str

    def apply(self, state: State) -> None:
        if self.old in state.files:
            state.files[self.new] = state.files.pop(self.old)


@dataclass(frozen=True)
class Copy:
    """The content of one name under another as well: every row is there twice."""

    old: str
    new: str

    def apply(self, state: State) -> None:
        if self.old in state.files:
            state.files[self.new] = state.files[self.old]


@dataclass(frozen=True)
class Remove:
    """A file less; the last one stays as an empty file, since a source needs one."""

    name: str

    def apply(self, state: State) -> None:
        if state.files.keys() == {self.name}:
            state.files[self.name] = []
        else:
            state.files.pop(self.name, None)


@dataclass(frozen=True)
class Empty:
    """Every file empty: a source without a row."""

    def apply(self, state: State) -> None:
        state.files = {name: [] for name in state.files}


@dataclass(frozen=True)
class Overrides:
    """The rows of the seed in which people correct the calibration."""

    rows: tuple[str, ...] = ()

    def apply(self, state: State) -> None:
        state.overrides = self.rows


@dataclass(frozen=True)
class Vars:
    """The dbt vars from now on; those that are not named have their defaults again."""

    variables: dict[str, Any]

    def apply(self, state: State) -> None:
        state.variables = self.variables


@dataclass(frozen=True)
class Build:
    """Ingest, and build what dbt selects; everything when nothing is given."""

    select: str = ""


@dataclass(frozen=True)
class Ingest:
    """A run that ended after ingest."""


Change = Write | Append | Insert | Cut | Edit | Move | Copy | Remove | Empty | Overrides | Vars
Step = Change | Build | Ingest
