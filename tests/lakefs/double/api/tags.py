"""Tags: names for commits that do not move."""

from __future__ import annotations

from tests.lakefs.double.api.served import Served
from tests.lakefs.double.lake import changes
from tests.lakefs.double.lake.pages import Cut, page, pagination
from tests.lakefs.double.messages import Call, Response, reply


def create_tag(served: Served, call: Call) -> Response:
    asked = call.json()
    commit_id = changes.create_tag(served.repository(call), asked["id"], asked["ref"])
    return reply(201, {"id": asked["id"], "commit_id": commit_id})


def get_tag(served: Served, call: Call) -> Response:
    name = call.parts["tag"]
    return reply(200, {"id": name, "commit_id": served.repository(call).tag(name)})


def list_tags(served: Served, call: Call) -> Response:
    tags = served.repository(call).tags
    found = page(sorted(tags), Cut.of(call.query))
    results = [{"id": name, "commit_id": tags[name]} for name in found.names]
    return reply(200, {"pagination": pagination(found), "results": results})


def delete_tag(served: Served, call: Call) -> Response:
    repository = served.repository(call)
    repository.tag(call.parts["tag"])
    del repository.tags[call.parts["tag"]]
    return Response(204)
