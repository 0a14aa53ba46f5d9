"""Text in Markdown.

Lives here: text of others that must not act as markup, and tables. Not here: what they say.
"""

from __future__ import annotations

import re

import pandas as pd

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def plain(text: object) -> str:
    """Text as it is, on one line, whatever Markdown would make of it."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def table(frame: pd.DataFrame) -> str:
    """A table of ready texts: the first column to the left, numbers to the right."""
    if frame.empty:
        return "*none*"
    right = [
        not column.astype(str).str.match(r"[^\d+–-]|\d+ [a-z]").any()
        for _, column in frame.iloc[:, 1:].items()
    ]
    aligned = ["left", *("right" if one else "left" for one in right)]
    return frame.astype(str).to_markdown(index=False, disable_numparse=True, colalign=aligned)
