"""Writing to a lakeFS repository: branches, objects, commits, merges and tags.

Lives here: each write, made safe against an answer that is lost on its way. The request is then
sent again, and the server refuses what it has done already: such a refusal is looked into before
it is believed. Not here: which writes, and in which order (`publishing/`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from orchestration.lakefs.client import PAGE, LakeFS
from orchestration.lakefs.faults import LakeFSError

REFUSED = (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)
"""How the server answers what would change nothing, and what is there already."""

LOOKED_BACK = 100
"""Commits of the target that are searched for a merge whose answer was lost."""


def _write(
    lake: LakeFS,
    expected: HTTPStatus,
    function: Callable[..., Any],
    *arguments: Any,
    at: str,
    **options: Any,
) -> Any:
    """What a `…_with_http_info` method answers; a proxy's page has another status than lakeFS."""
    answer = lake.call(function, lake.config.repository, *arguments, at=at, **options)
    if answer.status_code != expected:
        raise LakeFSError(
            f"{at}: the answer ({answer.status_code}) is not lakeFS's; check "
            "FORKLIFT_LAKEFS_ENDPOINT"
        )
    return answer.data


def create_branch(lake: LakeFS, name: str, commit: str) -> None:
    """A branch that starts at the commit."""
    wanted = {"name": name, "source": commit}
    create = lake.sdk.branches_api.create_branch_with_http_info
    try:
        _write(lake, HTTPStatus.CREATED, create, wanted, at=lake.place(name))
    except LakeFSError as error:
        if error.status != HTTPStatus.CONFLICT or lake.branch_head(name) != commit:
            raise


def delete_branch(lake: LakeFS, name: str) -> bool:
    """Remove the branch and what is staged on it; False when there is none."""
    delete = lake.sdk.branches_api.delete_branch_with_http_info
    try:
        _write(lake, HTTPStatus.NO_CONTENT, delete, name, at=lake.place(name))
    except LakeFSError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True


def upload(lake: LakeFS, branch: str, key: str, file: Path) -> None:
    """Stage the file's content on the branch."""
    send = lake.sdk.objects_api.upload_object_with_http_info
    place = lake.place(branch, key)
    _write(lake, HTTPStatus.CREATED, send, branch, key, content=str(file), at=place)


def delete_objects(lake: LakeFS, branch: str, keys: Sequence[str]) -> None:
    """Stage the removal of objects."""
    delete = lake.sdk.objects_api.delete_objects_with_http_info
    for first in range(0, len(keys), PAGE):
        wanted = {"paths": list(keys[first : first + PAGE])}
        told = _write(lake, HTTPStatus.OK, delete, branch, wanted, at=lake.place(branch))
        for fault in told.errors or []:
            raise LakeFSError(
                f"{lake.place(branch, fault.path or '')}: not removed ({fault.message})",
                status=fault.status_code,
            )


def commit(
    lake: LakeFS, branch: str, parent: str, message: str, metadata: Mapping[str, str]
) -> str | None:
    """Commit what is staged on a branch at `parent`; None when that is nothing."""
    wanted = {"message": message, "metadata": dict(metadata)}
    make = lake.sdk.commits_api.commit_with_http_info
    try:
        made = _write(lake, HTTPStatus.CREATED, make, branch, wanted, at=lake.place(branch))
    except LakeFSError as error:
        if error.status != HTTPStatus.BAD_REQUEST or "no changes" not in str(error):
            raise
        head = lake.commit(branch)
        if head.id == parent:
            return None
        if head.parents != [parent] or head.metadata != dict(metadata):
            raise
        return str(head.id)
    return str(made.id)


def merge(lake: LakeFS, source: str, target: str, message: str, metadata: Mapping[str, str]) -> str:
    """Merge the commit `source` into the branch `target`; the id of the merge commit."""
    wanted = {"message": message, "metadata": dict(metadata)}
    send = lake.sdk.refs_api.merge_into_branch_with_http_info
    place = lake.place(target)
    try:
        made = _write(lake, HTTPStatus.OK, send, source, target, merge=wanted, at=place)
    except LakeFSError as error:
        done = _merge_of(lake, source, target) if error.status in REFUSED else None
        if done is None:
            raise
        return done
    return str(made.reference)


def create_tag(lake: LakeFS, name: str, commit: str) -> None:
    """A tag at the commit; raises when there is one of that name elsewhere."""
    wanted = {"id": name, "ref": commit}
    api, place = lake.sdk.tags_api, lake.place(name)
    try:
        _write(lake, HTTPStatus.CREATED, api.create_tag_with_http_info, wanted, at=place)
    except LakeFSError as error:
        if error.status != HTTPStatus.CONFLICT:
            raise
        found = lake.call(api.get_tag, lake.config.repository, name, at=place).commit_id
        if found != commit:
            raise LakeFSError(
                f"{lake.place(name)}: this tag is at {found[:12]} already, not at {commit[:12]}; "
                "remove it, or keep it and publish another model",
                status=error.status,
            ) from None


def _merge_of(lake: LakeFS, source: str, target: str) -> str | None:
    """The target's recent commit that merged `source`."""
    log = lake.call(
        lake.sdk.refs_api.log_commits,
        lake.config.repository,
        target,
        amount=LOOKED_BACK,
        limit=True,
        first_parent=True,
        at=lake.place(target),
    )
    return next((str(found.id) for found in log.results if source in found.parents[1:]), None)
