"""A commit: an immutable tree with its place in history. Ids are content addresses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property

from tests.lakefs.double.lake.entry import Tree, tree_id


@dataclass(frozen=True, slots=True)
class Note:
    """What someone says about a commit they make; a date is in seconds, None means now."""

    message: str
    metadata: dict[str, str] = field(default_factory=dict)
    date: int | None = None


@dataclass(frozen=True)
class Commit:
    """A version of the whole repository."""

    tree: Tree
    parents: tuple[str, ...]
    committer: str
    note: Note
    created_ns: int
    generation: int

    version = 1

    @property
    def creation_date(self) -> int:
        """Seconds: commits of the same second share one."""
        return self.created_ns // 10**9

    @cached_property
    def meta_range_id(self) -> str:
        return tree_id(self.tree)

    @cached_property
    def id(self) -> str:
        identity = [
            self.committer,
            self.note.message,
            self.meta_range_id,
            self.creation_date,
            sorted(self.note.metadata.items()),
            self.parents,
        ]
        return hashlib.sha256(json.dumps(identity).encode()).hexdigest()

    @cached_property
    def paths(self) -> list[str]:
        """The paths in the byte order of their UTF-8, which is the order of code points."""
        return sorted(self.tree)
