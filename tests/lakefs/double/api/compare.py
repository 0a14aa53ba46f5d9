"""Two refs at once: their difference, and merging one into the other."""

from __future__ import annotations

from tests.lakefs.double.api.served import Served
from tests.lakefs.double.lake import changes
from tests.lakefs.double.lake.commit import Commit, Note
from tests.lakefs.double.lake.history import merge_base
from tests.lakefs.double.lake.pages import Cut, page, pagination
from tests.lakefs.double.lake.problem import Problem, during
from tests.lakefs.double.lake.repository import Repository
from tests.lakefs.double.lake.trees import three_dot, two_dot
from tests.lakefs.double.messages import Call, Response, reply


def diff_refs(served: Served, call: Call) -> Response:
    """Committed differences: two_dot from left to right, three_dot what a merge would do."""
    repository = served.repository(call)
    left, right = (_commit(repository, call.parts[side]) for side in ("left", "right"))
    kind = call.query.get("type", "three_dot")
    if kind not in ("two_dot", "three_dot"):
        raise ValueError(f'parameter "type" in query has an error: {kind}')
    if kind == "two_dot":
        differences = two_dot(left.tree, right.tree)
    else:
        base = merge_base(repository.commits, left.id, right.id)
        differences = three_dot(left.tree, right.tree, base.tree)
    by_path = {difference.path: difference for difference in differences}
    found = page(list(by_path), Cut.of(call.query))
    results: list[dict[str, object]] = []
    for name in found.names:
        if name in found.common:
            results.append({"type": "prefix_changed", "path": name, "path_type": "common_prefix"})
            continue
        each = by_path[name]
        entry = each.right or each.left
        size = served.size(name, entry) if entry else 0
        results.append({"type": each.kind, "path": name, "path_type": "object", "size_bytes": size})
    return reply(200, {"pagination": pagination(found), "results": results})


def _commit(repository: Repository, ref: str) -> Commit:
    with during(f"get commit by ref {ref}"):
        return repository.commit_at(ref)


def merge_into_branch(served: Served, call: Call) -> Response:
    asked = call.json()
    source, destination = call.parts["source"], call.parts["branch"]
    message = asked.get("message") or f"Merge '{source}' into '{destination}'"
    note = Note(message, asked.get("metadata") or {})
    how = changes.Merging(
        strategy=asked.get("strategy") or "",
        empty=bool(asked.get("allow_empty")),
        squash=bool(asked.get("squash_merge")),
    )
    try:
        made = changes.merge(served.repository(call), source, destination, note, how)
    except Problem as problem:
        if problem.status != 409:
            raise
        return reply(409, {"reference": ""})
    return reply(200, {"reference": made.id})
