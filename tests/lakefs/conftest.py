"""A repository of their own for tests on lakeFS: on the double, and on a real server if named.

With LAKEFS_TEST_ENDPOINT set, every test that asks for `lakefs` runs twice. What is tested lives
in the test modules, how the double works in `double`.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from lakefs_sdk.client import LakeFSClient
from lakefs_sdk.configuration import Configuration
from lakefs_sdk.models.branch_creation import BranchCreation
from lakefs_sdk.models.commit_creation import CommitCreation
from lakefs_sdk.models.repository_creation import RepositoryCreation
from lakefs_sdk.models.tag_creation import TagCreation

from tests.lakefs.double import Double

# Read on import: the settings of a machine are cleared before the first test.
ENDPOINT = os.environ.get("LAKEFS_TEST_ENDPOINT", "")
NAMESPACE = os.environ.get("LAKEFS_TEST_STORAGE_NAMESPACE", "local://")
ACCESS_KEY_ID, SECRET_ACCESS_KEY = (
    os.environ.get(f"LAKEFS_TEST_{name}") or os.environ.get(f"LAKECTL_CREDENTIALS_{name}", "")
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
)


@dataclass(frozen=True)
class Place:
    """An empty repository on a server, with its default branch `main`."""

    endpoint: str
    access_key_id: str
    secret_access_key: str
    repository: str
    storage_namespace: str
    double: Double | None
    client: LakeFSClient

    def put(self, path: str, content: bytes, branch: str = "main") -> None:
        """Write an object to the staging area of a branch."""
        if content:
            objects = self.client.objects_api
            objects.upload_object(self.repository, branch, path, content=content)
        else:
            self._put_empty(path, branch)

    def remove(self, path: str, branch: str = "main") -> None:
        self.client.objects_api.delete_object(self.repository, branch, path)

    def commit(
        self, message: str = "a commit", branch: str = "main", metadata: dict | None = None
    ) -> str:
        """Commit what is staged; the commit id."""
        creation = CommitCreation.from_dict({"message": message, "metadata": metadata or {}})
        return str(self.client.commits_api.commit(self.repository, branch, creation).id)

    def put_and_commit(
        self, path: str, content: bytes, message: str = "a commit", branch: str = "main"
    ) -> str:
        self.put(path, content, branch)
        return self.commit(message, branch)

    def head(self, branch: str = "main") -> str:
        """The commit id that a branch stands at."""
        return str(self.client.branches_api.get_branch(self.repository, branch).commit_id)

    def move_head(self, ref: str, branch: str = "main") -> None:
        """Point a branch at another commit."""
        self.client.experimental_api.hard_reset_branch(self.repository, branch, ref=ref)

    def branch(self, name: str, source: str = "main") -> str:
        """A new branch; the commit id it begins at."""
        creation = BranchCreation.from_dict({"name": name, "source": source})
        return str(self.client.branches_api.create_branch(self.repository, creation))

    def delete_branch(self, name: str) -> None:
        self.client.branches_api.delete_branch(self.repository, name)

    def tag(self, name: str, ref: str = "main") -> str:
        """A new tag; the commit id it stands for."""
        creation = TagCreation.from_dict({"id": name, "ref": ref})
        return str(self.client.tags_api.create_tag(self.repository, creation).commit_id)

    def _put_empty(self, path: str, branch: str) -> None:
        """The SDK's upload leaves an empty content out of its form: send it as the body."""
        self.client.objects_api.api_client.call_api(
            "/repositories/{repository}/branches/{branch}/objects",
            "POST",
            {"repository": self.repository, "branch": branch},
            [("path", path)],
            {"Content-Type": "application/octet-stream"},
            body=b"",
            response_types_map={"201": "ObjectStats"},
            auth_settings=["basic_auth"],
        )


def new_place(
    endpoint: str,
    keys: tuple[str, str] = (Double.access_key_id, Double.secret_access_key),
    namespace: str = "local://",
    double: Double | None = None,
) -> Place:
    """A new repository on a server, by default on a double."""
    configuration = Configuration(host=endpoint, username=keys[0], password=keys[1])
    client = LakeFSClient(configuration)  # type: ignore[no-untyped-call]
    name = f"test-{uuid.uuid4().hex}"
    asked = {"name": name, "storage_namespace": f"{namespace}{name}", "default_branch": "main"}
    creation = RepositoryCreation.from_dict(asked)
    client.repositories_api.create_repository(creation)
    return Place(endpoint, *keys, name, creation.storage_namespace, double, client)


@pytest.fixture
def double() -> Iterator[Double]:
    """A double of a test's own."""
    with Double() as double:
        yield double


@pytest.fixture
def on_double(double: Double) -> Place:
    """A repository on the double, for tests of faults."""
    return new_place(double.endpoint, double=double)


@pytest.fixture
def on_real() -> Iterator[Place]:
    """A repository on the real server, gone afterwards."""
    place = new_place(ENDPOINT, (ACCESS_KEY_ID, SECRET_ACCESS_KEY), NAMESPACE)
    yield place
    place.client.repositories_api.delete_repository(place.repository, force=True)


@pytest.fixture(params=["double", "real"] if ENDPOINT else ["double"])
def lakefs(request: pytest.FixtureRequest) -> Place:
    """A repository on the double, and once more on the real server where there is one."""
    place = request.getfixturevalue(f"on_{request.param}")
    assert isinstance(place, Place)
    return place
