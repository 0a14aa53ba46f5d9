"""All repositories, and the lock that a change or a read of them is made under."""

from __future__ import annotations

import re
import threading
import time
import uuid

from tests.lakefs.double.bodies import Body
from tests.lakefs.double.lake import changes
from tests.lakefs.double.lake.entry import DEFAULT_TYPE, Entry
from tests.lakefs.double.lake.problem import Problem
from tests.lakefs.double.lake.repository import Repository

NAME = re.compile(r"[a-z0-9][a-z0-9-]{2,62}")


class Lake:
    """The repositories by id."""

    def __init__(self, committer: str) -> None:
        self.lock = threading.RLock()
        self.repositories: dict[str, Repository] = {}
        self._committer = committer

    def create(self, name: str, storage_namespace: str, default_branch: str) -> Repository:
        if not NAME.fullmatch(name):
            raise Problem(400, "argument repository: invalid value: validation error")
        if name in self.repositories:
            raise Problem(409, "error creating repository: not unique")
        if any(each.storage_namespace == storage_namespace for each in self.repositories.values()):
            raise Problem(400, "failed to create repository: storage namespace already in use")
        repository = Repository(name, storage_namespace, default_branch, self._committer)
        self.repositories[name] = repository
        return repository

    def repository(self, name: str) -> Repository:
        if name not in self.repositories:
            raise Problem(404, "repository not found")
        return self.repositories[name]

    def put(
        self, repository: str, branch: str, path: str, body: Body, content_type: str = DEFAULT_TYPE
    ) -> Entry:
        """Stage an object on a branch."""
        place = self.repository(repository)
        address = f"{place.storage_namespace}/data/{uuid.uuid4().hex}"
        entry = Entry(body, int(time.time()), address, content_type)
        with self.lock:
            changes.stage(place, branch, path, entry)
        return entry
