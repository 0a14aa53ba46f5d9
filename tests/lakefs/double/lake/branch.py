"""A branch: a head that moves and a staging area on top of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.lakefs.double.lake.entry import Entry, Tree, same


@dataclass(slots=True)
class Branch:
    """The head's commit id and what was written since; None stands for a removed object."""

    head: str
    staged: dict[str, Entry | None] = field(default_factory=dict)

    def over(self, base: Tree) -> dict[str, Entry]:
        """The tree as the branch shows it: its head with the staged writes."""
        tree = dict(base)
        for path, entry in self.staged.items():
            if entry is None:
                tree.pop(path, None)
            else:
                tree[path] = entry
        return tree

    def changes(self, base: Tree) -> bool:
        """Whether a commit of the staged writes would differ from the head."""
        return any(not same(base.get(path), entry) for path, entry in self.staged.items())
