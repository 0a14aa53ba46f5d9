"""What is said about objects: listings and stats."""

from __future__ import annotations

from tests.lakefs.double.api.served import Served
from tests.lakefs.double.lake.entry import Entry
from tests.lakefs.double.lake.pages import Cut, page, pagination
from tests.lakefs.double.lake.problem import Problem
from tests.lakefs.double.messages import Call, Response, reply


def list_objects(served: Served, call: Call) -> Response:
    tree, paths = served.repository(call).tree_at(call.parts["ref"])
    found = page(paths, Cut.of(call.query))
    results = [
        {"path": name, "path_type": "common_prefix", "checksum": "", "physical_address": ""}
        | {"mtime": 0}
        if name in found.common
        else told(served, name, tree[name], presign=call.flag("presign"))
        for name in found.names
    ]
    return reply(200, {"pagination": pagination(found), "results": results})


def stat_object(served: Served, call: Call) -> Response:
    path = call.path()
    entry = served.repository(call).entry_at(call.parts["ref"], path)
    stats = told(served, path, entry, presign=call.flag("presign"))
    return reply(200, {**stats, "metadata": entry.metadata})


def told(served: Served, path: str, entry: Entry, *, presign: bool = False) -> dict[str, object]:
    """The stats of one object."""
    return {
        "path": path,
        "path_type": "object",
        "physical_address": signed(served, entry) if presign else entry.physical_address,
        "checksum": served.checksum(path, entry),
        "mtime": entry.mtime,
        "size_bytes": served.size(path, entry),
        "content_type": entry.content_type,
    }


def signed(served: Served, entry: Entry) -> str:
    """A pre-signed URL, where the block store can sign one."""
    if not served.presign:
        raise Problem(400, "local adapter presigned URL: operation not supported")
    return served.sign(entry)
