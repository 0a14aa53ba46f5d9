"""The server itself and its repositories."""

from __future__ import annotations

from tests.lakefs.double.api.served import Served
from tests.lakefs.double.lake.pages import Cut, page, pagination
from tests.lakefs.double.lake.repository import Repository
from tests.lakefs.double.messages import Call, Response, reply

VERSION = "1.88.0"


def health_check(served: Served, call: Call) -> Response:
    return Response(204)


def get_config(served: Served, call: Call) -> Response:
    """Version and configuration in one; older clients ask for the version alone."""
    return reply(200, {"version_config": _version()})


def get_lake_fs_version(served: Served, call: Call) -> Response:
    return reply(200, _version())


def create_repository(served: Served, call: Call) -> Response:
    asked = call.json()
    branch = asked.get("default_branch") or "main"
    repository = served.lake.create(asked["name"], asked["storage_namespace"], branch)
    return reply(201, _told(repository))


def get_repository(served: Served, call: Call) -> Response:
    return reply(200, _told(served.repository(call)))


def list_repositories(served: Served, call: Call) -> Response:
    found = page(sorted(served.lake.repositories), Cut.of(call.query))
    results = [_told(served.lake.repository(name)) for name in found.names]
    return reply(200, {"pagination": pagination(found), "results": results})


def delete_repository(served: Served, call: Call) -> Response:
    del served.lake.repositories[served.repository(call).id]
    return Response(204)


def _version() -> dict[str, object]:
    return {"version": VERSION, "version_context": "lakeFS"}


def _told(repository: Repository) -> dict[str, object]:
    return {
        "id": repository.id,
        "storage_namespace": repository.storage_namespace,
        "default_branch": repository.default_branch,
        "creation_date": repository.creation_date,
        "storage_id": "",
        "read_only": False,
    }
