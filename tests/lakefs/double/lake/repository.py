"""A repository: its branches, tags and commits, and finding things in it by ref.

What changes one is in `changes`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from tests.lakefs.double.lake import refs
from tests.lakefs.double.lake.branch import Branch
from tests.lakefs.double.lake.commit import Commit, Note
from tests.lakefs.double.lake.entry import Entry, Tree
from tests.lakefs.double.lake.history import find
from tests.lakefs.double.lake.problem import Problem


@dataclass
class Repository:
    """Everything under one repository id."""

    id: str
    storage_namespace: str
    default_branch: str
    committer: str
    creation_date: int = field(default_factory=lambda: int(time.time()))
    branches: dict[str, Branch] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = self.record({}, (), Note("Repository created"))
        self.branches[self.default_branch] = Branch(first.id)

    def branch(self, name: str) -> Branch:
        if name not in self.branches:
            raise Problem(404, "branch not found")
        return self.branches[name]

    def commit_id(self, expression: str) -> str:
        """The commit id that a ref stands for; staged writes play no part."""
        base, modifiers = refs.split(expression)
        start = self._base(base)
        if modifiers == [("@", "")] and base in self.branches:
            return start
        return refs.walk(self.commits, start, modifiers)

    def commit_at(self, expression: str) -> Commit:
        return find(self.commits, self.commit_id(expression))

    def tree_at(self, expression: str) -> tuple[Tree, list[str]]:
        """A ref's tree and its sorted paths; a plain branch shows its staged writes too."""
        commit = self.commit_at(expression)
        branch = self.branches.get(expression) if expression not in self.commits else None
        if branch is None or not branch.staged:
            return commit.tree, commit.paths
        tree = branch.over(commit.tree)
        return tree, sorted(tree)

    def entry_at(self, expression: str, path: str) -> Entry:
        """One object; cheaper than the whole tree of a branch with staged writes."""
        commit = self.commit_at(expression)
        branch = self.branches.get(expression) if expression not in self.commits else None
        entry = commit.tree.get(path)
        if branch is not None:
            entry = branch.staged.get(path, entry)
        if entry is None:
            raise Problem(404, "not found")
        return entry

    def tag(self, name: str) -> str:
        if name not in self.tags:
            raise Problem(404, "tag not found")
        return self.tags[name]

    def _base(self, name: str) -> str:
        if name in self.commits:
            return name
        if name in self.branches:
            return self.branches[name].head
        found = self.tags.get(name) or refs.by_prefix(self.commits, name)
        if found is None:
            raise Problem(404, "not found")
        return found

    def record(self, tree: Tree, parents: tuple[str, ...], note: Note) -> Commit:
        """Add a commit to the graph; no branch is moved."""
        committer = self.committer if parents else ""
        created = time.time_ns() if note.date is None else note.date * 10**9
        generation = 1 + max((find(self.commits, id_).generation for id_ in parents), default=0)
        commit = Commit(tree, parents, committer, note, created, generation)
        return self.commits.setdefault(commit.id, commit)
