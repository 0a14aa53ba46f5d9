"""Ref expressions: a commit id or a unique prefix of one, a branch, a tag, with `~ ^ @`."""

from __future__ import annotations

import re

from tests.lakefs.double.lake.history import Commits, find
from tests.lakefs.double.lake.problem import Problem

PARTS = re.compile(r"(?:^|[~^@$])[^~^@$]*")
HASH = re.compile(r"[0-9a-fA-F]{1,64}")
INVALID = "ref: invalid value: validation error"


def split(expression: str) -> tuple[str, list[tuple[str, str]]]:
    """The base of an expression and its modifiers, as (sign, value)."""
    base, *rest = PARTS.findall(expression)
    if not base:
        raise Problem(400, INVALID)
    return base, [(part[0], part[1:]) for part in rest]


def walk(commits: Commits, start: str, modifiers: list[tuple[str, str]]) -> str:
    """The commit id that modifiers lead to from `start`."""
    commit_id = start
    for sign, value in modifiers:
        if sign not in "~^" or not (value or "1").isdigit():
            raise Problem(400, INVALID)
        steps = int(value or "1")
        if sign == "^" and steps > 0:
            parents = find(commits, commit_id).parents
            if steps > len(parents):
                raise Problem(400, INVALID)
            commit_id = parents[steps - 1]
        elif sign == "~":
            for _ in range(steps):
                parents = find(commits, commit_id).parents
                if not parents:
                    raise Problem(404, "not found")
                commit_id = parents[0]
    return commit_id


def by_prefix(commits: Commits, prefix: str) -> str | None:
    """The commit whose id begins so, where it is the only one."""
    if not HASH.fullmatch(prefix):
        return None
    found = [commit_id for commit_id in commits if commit_id.startswith(prefix)]
    return found[0] if len(found) == 1 else None
