"""Pages of sorted names, with or without a delimiter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

DEFAULT_AMOUNT = 100
MAX_AMOUNT = 1000


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a listing is asked for."""

    prefix: str = ""
    after: str = ""
    amount: int = DEFAULT_AMOUNT
    delimiter: str = ""

    @classmethod
    def of(cls, query: dict[str, str]) -> Cut:
        asked = int(query.get("amount") or DEFAULT_AMOUNT)
        if not -1 <= asked <= MAX_AMOUNT:
            raise ValueError(f'parameter "amount" in query has an error: {asked}')
        amount = asked if asked > 0 else DEFAULT_AMOUNT
        names = {name: query.get(name, "") for name in ("prefix", "after", "delimiter")}
        return cls(amount=amount, **names)


@dataclass(frozen=True, slots=True)
class Page:
    """Some names, of which those that end a common prefix are `common`, and whether more follow."""

    names: list[str]
    common: frozenset[str]
    has_more: bool


def page(names: Sequence[str], cut: Cut) -> Page:
    """The page of `names`, which are in order."""
    index = bisect_left(names, max(cut.prefix, cut.after))
    found: list[str] = []
    common: set[str] = set()
    while index < len(names) and names[index].startswith(cut.prefix):
        name = names[index]
        end = name.find(cut.delimiter, len(cut.prefix)) if cut.delimiter else -1
        if end >= 0:
            name = name[: end + len(cut.delimiter)]
            index = bisect_left(names, name + chr(0x10FFFF), index)
            common.add(name)
        else:
            index += 1
        if name == cut.after:
            continue
        if len(found) == cut.amount:
            return Page(found, frozenset(common), True)
        found.append(name)
    return Page(found, frozenset(common), False)


def pagination(found: Page) -> dict[str, object]:
    """What the API says about a page; the offset to go on from is its last name."""
    return {
        "has_more": found.has_more,
        "next_offset": found.names[-1] if found.has_more and found.names else "",
        "results": len(found.names),
        "max_per_page": MAX_AMOUNT,
    }
