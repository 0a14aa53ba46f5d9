"""Branches: making, finding, resetting and removing them."""

from __future__ import annotations

from tests.lakefs.double.api.served import Served
from tests.lakefs.double.bodies import Held
from tests.lakefs.double.lake import changes
from tests.lakefs.double.lake.pages import Cut, page, pagination
from tests.lakefs.double.lake.problem import Problem
from tests.lakefs.double.messages import Call, Response, reply


def create_branch(served: Served, call: Call) -> Response:
    asked = call.json()
    commit_id = changes.create_branch(served.repository(call), asked["name"], asked["source"])
    return Response(201, {"Content-Type": "text/plain; charset=utf-8"}, Held(commit_id.encode()))


def get_branch(served: Served, call: Call) -> Response:
    name = call.parts["branch"]
    branch = served.repository(call).branch(name)
    return reply(200, {"id": name, "commit_id": branch.head})


def list_branches(served: Served, call: Call) -> Response:
    branches = served.repository(call).branches
    found = page(sorted(branches), Cut.of(call.query))
    results = [{"id": name, "commit_id": branches[name].head} for name in found.names]
    return reply(200, {"pagination": pagination(found), "results": results})


def delete_branch(served: Served, call: Call) -> Response:
    changes.delete_branch(served.repository(call), call.parts["branch"])
    return Response(204)


def reset_branch(served: Served, call: Call) -> Response:
    """Forget staged writes: all of them, those under a prefix, or one object's."""
    asked = call.json()
    staged = served.repository(call).branch(call.parts["branch"]).staged
    kind, path = asked.get("type"), asked.get("path") or ""
    if kind not in ("reset", "common_prefix", "object"):
        raise Problem(400, "unknown reset type")
    for name in list(staged):
        if kind == "reset" or name == path or (kind == "common_prefix" and name.startswith(path)):
            del staged[name]
    return Response(204)


def hard_reset_branch(served: Served, call: Call) -> Response:
    changes.hard_reset(served.repository(call), call.parts["branch"], call.query["ref"])
    return Response(204)
