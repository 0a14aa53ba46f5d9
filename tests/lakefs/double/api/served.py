"""What handlers work on: the lake, and the lies a test wants told about objects."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from tests.lakefs.double.lake.entry import Entry
from tests.lakefs.double.lake.lake import Lake
from tests.lakefs.double.lake.repository import Repository
from tests.lakefs.double.messages import Call


@dataclass
class Lies:
    """What is said about objects instead of the truth, by path."""

    checksums: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


@dataclass
class Served:
    """The lake behind one endpoint; `presign` says whether its block store can sign URLs."""

    lake: Lake
    endpoint: str = ""
    lies: Lies = field(default_factory=Lies)
    presign: bool = False
    presigned: dict[str, Entry] = field(default_factory=dict)

    def repository(self, call: Call) -> Repository:
        return self.lake.repository(call.parts["repository"])

    def checksum(self, path: str, entry: Entry) -> str:
        return self.lies.checksums.get(path) or entry.body.checksum

    def size(self, path: str, entry: Entry) -> int:
        return self.lies.sizes.get(path, entry.body.size)

    def sign(self, entry: Entry) -> str:
        """A URL that serves an object without credentials."""
        token = secrets.token_urlsafe(16)
        self.presigned[token] = entry
        return f"{self.endpoint}/presigned/{token}"
