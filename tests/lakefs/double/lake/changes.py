"""Changing a repository: branches, tags, staged writes, commits and merges.

Each function checks what lakeFS checks and raises `Problem` as it would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tests.lakefs.double.lake.branch import Branch
from tests.lakefs.double.lake.commit import Commit, Note
from tests.lakefs.double.lake.entry import Entry
from tests.lakefs.double.lake.history import find, merge_base
from tests.lakefs.double.lake.problem import Problem, during
from tests.lakefs.double.lake.repository import Repository
from tests.lakefs.double.lake.trees import merged

BRANCH = re.compile(r"\w[-\w]*", re.ASCII)
RULE = (
    "branch id must consist of letters, digits, underscores and dashes, "
    "and cannot start with a dash"
)
TAG = re.compile(r"[^\s/^:?*\[\\]+")
STRATEGIES = ("", "dest-wins", "source-wins")


def create_branch(repository: Repository, name: str, source: str) -> str:
    if not BRANCH.fullmatch(name):
        raise Problem(400, f"argument branch: branch id: invalid value: validation error: {RULE}")
    if name in repository.tags:
        raise Problem(409, f"tag ID {name}: conflict found")
    with during(f"source reference '{source}'"):
        commit_id = repository.commit_id(source)
    if name in repository.branches:
        raise Problem(409, "branch already exists: not unique")
    repository.branches[name] = Branch(commit_id)
    return commit_id


def delete_branch(repository: Repository, name: str) -> None:
    if name == repository.default_branch:
        raise Problem(403, "cannot delete repository default branch")
    repository.branch(name)
    del repository.branches[name]


def create_tag(repository: Repository, name: str, ref: str) -> str:
    if not TAG.fullmatch(name) or ".." in name or name.endswith((".", ".lock")):
        raise Problem(400, "argument tagID: tag id: invalid value: validation error")
    if name in repository.branches:
        raise Problem(409, f"branch name {name}: conflict found")
    commit_id = repository.commit_id(ref)
    if name in repository.tags:
        raise Problem(409, "tag already exists: not unique")
    repository.tags[name] = commit_id
    return commit_id


def stage(repository: Repository, branch: str, path: str, entry: Entry | None) -> None:
    """Write an object to the staging area, or remove one with None."""
    target = repository.branch(branch)
    if entry is not None or path in find(repository.commits, target.head).tree:
        target.staged[path] = entry
    else:
        target.staged.pop(path, None)


def hard_reset(repository: Repository, name: str, ref: str) -> None:
    """Point a branch at another commit; what is staged stays on top of it."""
    branch = repository.branch(name)
    with during(f"hard-reset {name} to {ref}"):
        branch.head = repository.commit_id(ref)


def commit(repository: Repository, name: str, note: Note, *, empty: bool = False) -> Commit:
    """Make what is staged on a branch its new head."""
    branch = repository.branch(name)
    head = find(repository.commits, branch.head)
    if not branch.changes(head.tree) and not empty:
        raise Problem(400, "commit: no changes")
    made = repository.record(branch.over(head.tree), (head.id,), note)
    branch.head, branch.staged = made.id, {}
    return made


@dataclass(frozen=True, slots=True)
class Merging:
    """How to merge: which side wins a conflict, and what to do about nothing new."""

    strategy: str = ""
    empty: bool = False
    squash: bool = False


def merge(repository: Repository, source: str, name: str, note: Note, how: Merging) -> Commit:
    """Bring a branch what changed on `source` since they parted."""
    if how.strategy not in STRATEGIES:
        raise Problem(400, "argument strategy: invalid value: validation error")
    branch = repository.branch(name)
    if branch.staged:
        raise Problem(400, "uncommitted changes (dirty branch)")
    ours = find(repository.commits, branch.head)
    with during(f"update branch {name}: get commit by ref {source}"):
        theirs = repository.commit_at(source)
    base = merge_base(repository.commits, ours.id, theirs.id)
    if theirs.meta_range_id == base.meta_range_id and not how.empty:
        raise Problem(400, f"update branch {name}: no changes")
    tree = merged(theirs.tree, ours.tree, base.tree, how.strategy)
    if tree is None:
        raise Problem(409, "conflict found")
    metadata = {**note.metadata, ".lakefs.merge.strategy": how.strategy or "default"}
    parents = (ours.id,) if how.squash else (ours.id, theirs.id)
    made = repository.record(tree, parents, replace(note, metadata=metadata))
    branch.head = made.id
    return made
