"""Writing to a branch's staging area: uploads and removals."""

from __future__ import annotations

import re

from tests.lakefs.double.api.listing import told
from tests.lakefs.double.api.served import Served
from tests.lakefs.double.bodies import Held
from tests.lakefs.double.lake import changes
from tests.lakefs.double.lake.entry import DEFAULT_TYPE
from tests.lakefs.double.lake.problem import Problem
from tests.lakefs.double.messages import Call, Response, reply

PART = re.compile(rb"(?P<head>.*?)\r\n\r\n(?P<content>.*)\r\n", re.DOTALL)


def upload_object(served: Served, call: Call) -> Response:
    repository, name = served.repository(call), call.parts["branch"]
    path = call.path()
    if name not in repository.branches:
        raise Problem(404, f"branch '{name}' not found")
    only_new = call.request.headers.get("If-None-Match")
    if only_new not in ("", "*") or call.request.headers.get("If-Match"):
        raise Problem(501, "Not Implemented")
    if only_new and path in repository.tree_at(name)[0]:
        raise Problem(412, "path already exists")
    content, content_type = _content(call)
    entry = served.lake.put(repository.id, name, path, Held(content), content_type)
    return reply(201, {**told(served, path, entry), "metadata": entry.metadata})


def delete_object(served: Served, call: Call) -> Response:
    repository, path = served.repository(call), call.path()
    changes.stage(repository, call.parts["branch"], path, None)
    return Response(204)


def delete_objects(served: Served, call: Call) -> Response:
    repository = served.repository(call)
    for path in call.json().get("paths", []):
        changes.stage(repository, call.parts["branch"], path, None)
    return reply(200, {"errors": []})


def _content(call: Call) -> tuple[bytes, str]:
    """The uploaded content and its type: the body, or the part named `content` of a form."""
    content_type = call.request.headers.get("Content-Type") or DEFAULT_TYPE
    media_type, _, boundary = content_type.partition("; boundary=")
    if media_type != "multipart/form-data":
        return call.body, content_type
    for piece in call.body.split(b"--" + boundary.strip('"').encode())[1:]:
        part = PART.fullmatch(piece.removeprefix(b"\r\n"))
        if part is not None and b'name="content"' in part["head"]:
            found = re.search(rb"content-type: *([^\r\n]+)", part["head"], re.IGNORECASE)
            return part["content"], found[1].decode() if found else DEFAULT_TYPE
    raise Problem(500, "multipart upload missing key 'content': http: no such file")
