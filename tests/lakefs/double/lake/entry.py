"""One object at one version, and the trees that hold them by path."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.lakefs.double.bodies import Body

DEFAULT_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Entry:
    """An object's content and what is known about it."""

    body: Body
    mtime: int
    physical_address: str
    content_type: str = DEFAULT_TYPE
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two entries the same; neither time nor address is part of it."""
        metadata = tuple(sorted(self.metadata.items()))
        return (self.body.size, self.body.checksum, self.content_type, metadata)


Tree = Mapping[str, Entry]


def same(left: Entry | None, right: Entry | None) -> bool:
    """Whether two entries, or absences, are equal."""
    if left is right:
        return True
    return left is not None and right is not None and left.identity == right.identity


def tree_id(tree: Tree) -> str:
    """The content address of a tree; nothing at all has the empty one."""
    if not tree:
        return ""
    digest = hashlib.sha256()
    for path in sorted(tree):
        digest.update(repr((path, tree[path].identity)).encode())
    return digest.hexdigest()
