"""Commits: making one, reading one, and the log."""

from __future__ import annotations

from itertools import dropwhile, islice

from tests.lakefs.double.api.served import Served
from tests.lakefs.double.lake import changes
from tests.lakefs.double.lake.commit import Commit, Note
from tests.lakefs.double.lake.history import log
from tests.lakefs.double.lake.pages import Cut, Page, pagination
from tests.lakefs.double.lake.problem import Problem, during
from tests.lakefs.double.lake.repository import Repository
from tests.lakefs.double.lake.trees import two_dot
from tests.lakefs.double.messages import Call, Response, reply


def commit(served: Served, call: Call) -> Response:
    asked = call.json()
    note = Note(asked["message"], asked.get("metadata") or {}, asked.get("date"))
    repository, branch = served.repository(call), call.parts["branch"]
    made = changes.commit(repository, branch, note, empty=bool(asked.get("allow_empty")))
    return reply(201, _told(made))


def get_commit(served: Served, call: Call) -> Response:
    try:
        found = served.repository(call).commit_at(call.parts["ref"])
    except Problem as problem:
        if problem.status == 400:  # here lakeFS answers so to a malformed expression
            raise Problem(500, problem.message) from None
        gone = problem.message == "not found"
        raise Problem(404, "commit not found") if gone else problem from None
    return reply(200, _told(found))


def log_commits(served: Served, call: Call) -> Response:
    """Newest first; asked for paths, only commits with one parent that touched them."""
    repository, cut = served.repository(call), Cut.of(call.query)
    with during("ref"):
        start = repository.commit_id(call.parts["ref"])
    commits = log(repository.commits, start, first_parent=call.flag("first_parent"))
    if cut.after:
        after = repository.commit_id(cut.after)
        commits = islice(dropwhile(lambda each: each.id != after, commits), 1, None)
    objects, prefixes = call.many("objects"), tuple(call.many("prefixes"))
    if objects or prefixes:
        commits = (each for each in commits if _touches(repository, each, objects, prefixes))
    found = list(islice(commits, cut.amount + 1))
    page = Page([each.id for each in found[: cut.amount]], frozenset(), len(found) > cut.amount)
    results = [_told(each) for each in found[: cut.amount]]
    return reply(200, {"pagination": pagination(page), "results": results})


def _touches(
    repository: Repository, made: Commit, objects: list[str], prefixes: tuple[str, ...]
) -> bool:
    if len(made.parents) != 1:
        return False
    before = repository.commits[made.parents[0]].tree
    changed = [difference.path for difference in two_dot(before, made.tree)]
    return any(path in objects or path.startswith(prefixes) for path in changed)


def _told(made: Commit) -> dict[str, object]:
    return {
        "id": made.id,
        "parents": list(made.parents),
        "committer": made.committer,
        "message": made.note.message,
        "creation_date": made.creation_date,
        "meta_range_id": made.meta_range_id,
        "metadata": made.note.metadata,
        "generation": made.generation,
        "version": made.version,
    }
