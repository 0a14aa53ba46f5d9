"""Comparing and merging trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.lakefs.double.lake.entry import Entry, Tree, same


@dataclass(frozen=True, slots=True)
class Difference:
    """A path that differs: added, removed, changed, or in conflict."""

    path: str
    kind: str
    left: Entry | None
    right: Entry | None


def two_dot(left: Tree, right: Tree) -> list[Difference]:
    """What turns `left` into `right`."""
    return [
        Difference(path, _kind(left.get(path), right.get(path)), left.get(path), right.get(path))
        for path in _apart(left, right)
    ]


def three_dot(left: Tree, right: Tree, base: Tree) -> list[Difference]:
    """What merging `right` into `left` would do, given their common ancestor."""
    return [
        difference
        if same(difference.left, base.get(difference.path))
        else Difference(difference.path, "conflict", difference.left, difference.right)
        for difference in two_dot(left, right)
        if not same(difference.right, base.get(difference.path))
    ]


def merged(source: Tree, destination: Tree, base: Tree, strategy: str) -> dict[str, Entry] | None:
    """The merge of two trees, or None where they conflict and no side is told to win."""
    tree = dict(destination)
    for difference in three_dot(destination, source, base):
        if difference.kind == "conflict" and strategy == "":
            return None
        if difference.kind == "conflict" and strategy == "dest-wins":
            continue
        if difference.right is None:
            tree.pop(difference.path)
        else:
            tree[difference.path] = difference.right
    return tree


def _apart(left: Tree, right: Tree) -> Iterator[str]:
    for path in sorted(left.keys() | right.keys()):
        if not same(left.get(path), right.get(path)):
            yield path


def _kind(left: Entry | None, right: Entry | None) -> str:
    if left is None:
        return "added"
    return "removed" if right is None else "changed"
