"""A version as tags of the run that reads it.

Lives here: their names. Not here: setting them.
"""

from __future__ import annotations

from orchestration.sources.protocol import Version

VERSION = "source/version"
"""The tag that every run has, whatever its source."""

LONGEST = 120


def run_tags(version: Version) -> dict[str, str]:
    """Version id, and for lakeFS commit, message, committer and ref; each one short line."""
    tags = {VERSION: version.id}
    if version.source == "lakefs":
        tags |= {
            "lakefs/repository": version.metadata["repository"],
            "lakefs/commit": version.id,
            "lakefs/ref": version.ref,
            "lakefs/message": version.message or "",
            "lakefs/committer": version.metadata["committer"],
        }
    return {name: " ".join(value.split())[:LONGEST] for name, value in tags.items()}
