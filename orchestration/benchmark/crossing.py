"""Where one curve falls below another one. Plain arithmetic on measured points; no measuring."""

from __future__ import annotations

from collections.abc import Sequence


def crossing(days: Sequence[int], ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """The day from which `ours` is the smaller one for good, interpolated between two points.

    The first day when it always is; None when it is not at the last one.
    """
    lead = [their - our for our, their in zip(ours, theirs, strict=True)]
    if lead[-1] <= 0:
        return None
    behind = [place for place, ahead in enumerate(lead) if ahead <= 0]
    if not behind:
        return float(days[0])
    last = behind[-1]
    share = -lead[last] / (lead[last + 1] - lead[last])
    return days[last] + share * (days[last + 1] - days[last])
