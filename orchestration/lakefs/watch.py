"""Whether a ref of a repository has moved to something new.

Lives here: the comparison of its head with what was seen last. Not here: sensors, or what is done
about a new head.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Self

from lakefs_sdk.models.commit import Commit

from orchestration.lakefs.client import LakeFS
from orchestration.lakefs.faults import LakeFSError


@dataclass(frozen=True)
class Seen:
    """What the last look found: `place` says of which repository, ref and prefix."""

    place: str
    commit: str
    moves: int = 0
    """How often the ref was found elsewhere. With it, a head that comes back is a new one."""

    def as_text(self) -> str:
        """JSON, for a cursor."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_text(cls, text: str | None, place: str) -> Self | None:
        """Read a cursor; None when there is none, or it is of another place or not ours.

        A bare commit id, as somebody may type it, counts as seen at this place.
        """
        if text and re.fullmatch(r"[0-9a-f]{64}", text.strip()):
            return cls(place, text.strip())
        try:
            seen = cls(**json.loads(text or ""))
        except (ValueError, TypeError):
            return None
        return seen if seen.place == place else None


@dataclass(frozen=True)
class Look:
    """Outcome of a look: where the ref is now, whether that is new, and why."""

    seen: Seen
    head: Commit
    is_new: bool
    reason: str


def look(client: LakeFS, ref: str, prefix: str, last: Seen | None) -> Look:
    """Compare the ref's commit with the one seen last, as far as the prefix is concerned.

    A two-dot diff also shows what a reset took away. Raises `LakeFSError`.
    """
    place = client.place(ref, prefix)
    head = client.commit(ref)
    if last is None:
        return Look(Seen(place, head.id), head, True, "this is the first look")
    if head.id == last.commit:
        return Look(last, head, False, f"still at {head.id[:12]}")
    moved = Seen(place, head.id, last.moves + 1)
    step = f"from {last.commit[:12]} to {head.id[:12]}"
    try:
        if not client.differs(last.commit, head.id, prefix):
            return Look(moved, head, False, f"moved {step}, but nothing below {prefix} changed")
    except LakeFSError as error:
        if error.status != 404:
            raise
        return Look(moved, head, True, f"moved {step}; the former is gone from the repository")
    return Look(moved, head, True, f"moved {step}")
