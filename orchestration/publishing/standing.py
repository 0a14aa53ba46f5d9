"""What is published already, and whether a run has anything to add to it.

Lives here: finding the last publish, and comparing it by content and telemetry. Not here: the
comparison of files (`changes.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from orchestration.lakefs import LakeFS, LakeFSError
from orchestration.publishing.record import RunRecord, tag_of


@dataclass(frozen=True)
class Standing:
    """An earlier publish that says all that the run has to say."""

    data_commit: str
    tag: str | None


def find_standing(lake: LakeFS, prefix: str, head: str, record: RunRecord) -> Standing | None:
    """The last publish, if it is what lies at `head`, and equal in results and telemetry."""
    log = lake.call(
        lake.sdk.refs_api.log_commits,
        lake.config.repository,
        head,
        prefixes=[prefix],
        amount=1,
        limit=True,
        at=lake.place(head, prefix),
    )
    for last in log.results:
        said = last.metadata or {}
        if said.get("content") != record.content or lake.differs(last.id, head, prefix):
            return None
        data_commit = said["data_commit"]
        if _telemetry_differs(lake, data_commit, record.provenance.data_commit):
            return None
        return Standing(data_commit, tag_of(said["model_run_id"], said["model_sha256"]))
    return None


def _telemetry_differs(lake: LakeFS, before: str, now: str) -> bool:
    try:
        return before != now and lake.differs(before, now, lake.config.prefix)
    except LakeFSError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return True  # the commit before is gone: only publishing anew names one that is there
