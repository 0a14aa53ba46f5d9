"""Walking the commit graph: the log, and the common ancestor of two commits."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping

from tests.lakefs.double.lake.commit import Commit
from tests.lakefs.double.lake.problem import Problem

Commits = Mapping[str, Commit]


def log(commits: Commits, start: str, *, first_parent: bool = False) -> Iterator[Commit]:
    """Commits reachable from `start`, newest first."""
    first = find(commits, start)
    queue = [(-first.created_ns, first.id)]
    seen = {first.id}
    while queue:
        commit = commits[heapq.heappop(queue)[1]]
        yield commit
        for parent in commit.parents[:1] if first_parent else commit.parents:
            if parent not in seen:
                seen.add(parent)
                heapq.heappush(queue, (-find(commits, parent).created_ns, parent))


def merge_base(commits: Commits, left: str, right: str) -> Commit:
    """The best common ancestor: by generation, as lakeFS looks for it."""
    mine, theirs = _ancestors(commits, left), _ancestors(commits, right)
    return max((commits[id_] for id_ in mine & theirs), key=lambda commit: commit.generation)


def find(commits: Commits, commit_id: str) -> Commit:
    """The commit of this full id."""
    if commit_id not in commits:
        raise Problem(404, "commit not found")
    return commits[commit_id]


def _ancestors(commits: Commits, start: str) -> set[str]:
    reached, queue = {start}, [start]
    while queue:
        for parent in find(commits, queue.pop()).parents:
            if parent not in reached:
                reached.add(parent)
                queue.append(parent)
    return reached
