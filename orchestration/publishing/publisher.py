"""Write, audit, publish: the order of the writes, and what a refusal leaves behind.

Lives here: the branch of a run from its start to its merge. Not here: single requests
(`lakefs/writing.py`), what the files hold (`export.py`) and what the audit asks (`audit.py`).

Nothing on the target changes before the merge, which is one step on the server. What a killed run
leaves is its branch, which the next attempt of the same run replaces.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from orchestration.lakefs import LakeFS, LakeFSError, writing
from orchestration.publishing.audit import Verdict
from orchestration.publishing.changes import Changes, compare, deviation
from orchestration.publishing.config import PublishConfig
from orchestration.publishing.errors import PublishError
from orchestration.publishing.outcome import Outcome
from orchestration.publishing.parquet import Part
from orchestration.publishing.record import RunRecord
from orchestration.publishing.standing import Standing, find_standing

logger = logging.getLogger(__name__)

UPLOADS = 8
"""Files sent at once; each is in memory meanwhile."""


@dataclass(frozen=True)
class Publisher:
    """Publishes the results of one run."""

    lake: LakeFS
    config: PublishConfig
    record: RunRecord
    audit: Callable[[], Verdict]
    """Asked once everything is written."""

    def publish(self, parts: Sequence[Part]) -> Outcome:
        """Bring the files to the target branch, and tag the data behind the model.

        Raises `PublishError` for a failed audit, and for every refusal or fault of the server.
        """
        branch = self.record.branch
        with _told("not published"):
            self._check_repository()
            head = self._target_head()
            writing.delete_branch(self.lake, branch)
            changes, standing = self._compare(parts, head)
            if changes:
                writing.create_branch(self.lake, branch, head)
        commit = merged = None
        if not changes:
            with _told("nothing new to publish"):
                verdict = self._audited()
        else:
            with _told(f"not published, branch {branch} is kept"):
                commit = self._write(changes, head)
                if commit is not None:
                    self._verify(parts, commit)
                verdict = self._audited()
                if commit is not None:
                    merged = self._merge(commit, verdict)
        state = f"published as {merged}" if merged else "nothing new to publish"
        with _told(f"{state}, but not all is done"):
            released = standing or Standing(self.record.provenance.data_commit, self.record.tag)
            if released.tag is not None:
                writing.create_tag(self.lake, released.tag, released.data_commit)
            writing.delete_branch(self.lake, branch)
        return Outcome(changes, verdict.warned, commit, merged, released.data_commit, released.tag)

    def _check_repository(self) -> None:
        """The data must come from the repository that the results go to."""
        commit = self.record.provenance.data_commit
        try:
            self.lake.commit(commit)
        except LakeFSError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            raise PublishError(
                f"the warehouse holds data of commit {commit[:12]}, which is not in "
                f"{self.lake.place()}; run forklift_training_job on this repository"
            ) from error

    def _target_head(self) -> str:
        try:
            return self.lake.branch_head(self.config.branch)
        except LakeFSError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            raise PublishError(
                f"{self.lake.place(self.config.branch)}: no such branch; check "
                "FORKLIFT_PUBLISH_BRANCH"
            ) from error

    def _compare(self, parts: Sequence[Part], head: str) -> tuple[Changes, Standing | None]:
        """What to write, and the earlier publish that makes writing it unnecessary."""
        prefix = self.config.prefix
        listing = list(self.lake.objects(head, prefix))
        # The server looks through the whole history for a commit below a prefix that never was.
        standing = find_standing(self.lake, prefix, head, self.record) if listing else None
        if standing is not None:
            return Changes((), parts, ()), standing
        return compare(parts, listing, prefix), None

    def _write(self, changes: Changes, head: str) -> str | None:
        """Everything on the branch, committed; None when the server sees no difference."""
        branch = self.record.branch
        logger.info(
            "publish: %d objects to upload, %d to remove, %d unchanged, on branch %s",
            len(changes.upload),
            len(changes.remove),
            len(changes.unchanged),
            branch,
        )

        def send(part: Part) -> None:
            writing.upload(self.lake, branch, self.config.prefix + part.name, part.path)

        with ThreadPoolExecutor(min(UPLOADS, self.lake.config.workers)) as pool:
            list(pool.map(send, changes.upload))
        writing.delete_objects(self.lake, branch, changes.remove)
        return writing.commit(self.lake, branch, head, self.record.message, self.record.metadata)

    def _verify(self, parts: Sequence[Part], commit: str) -> None:
        """The commit must hold the files and no others of ours, whoever else wrote there."""
        listing = self.lake.objects(commit, self.config.prefix)
        wrong = deviation(parts, listing, self.config.prefix)
        if wrong is not None:
            raise PublishError(f"{self.lake.place(commit, wrong)}: not what was written there")

    def _audited(self) -> Verdict:
        """The verdict of the checks, when they let it pass."""
        verdict = self.audit()
        if verdict.failed:
            raise PublishError(f"the audit failed: {verdict.reason}")
        return verdict

    def _merge(self, commit: str, verdict: Verdict) -> str:
        """One step on the server: all of the commit, or nothing."""
        metadata = {**self.record.metadata, "published_commit": commit}
        if verdict.warned:
            metadata["checks_warned"] = "; ".join(verdict.warned)
        message = self.record.message
        try:
            return writing.merge(self.lake, commit, self.config.branch, message, metadata)
        except LakeFSError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise
            raise PublishError(
                f"conflict: {self.lake.place(self.config.branch, self.config.prefix)} was changed "
                "by someone else meanwhile; run again to publish on top of that"
            ) from error


@contextmanager
def _told(state: str) -> Iterator[None]:
    """Put how far it came before the reason of a fault."""
    try:
        yield
    except (PublishError, LakeFSError) as error:
        raise PublishError(f"{state}: {error}") from error
