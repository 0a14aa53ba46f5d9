"""What is wrong with single rows.

Lives here: choosing the rows of each row defect, and the defects that are a matter of order or
time. Not here: defects of the text of a line (`csv_text`) and of whole files (`layout`).
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from orchestration.simulator.rows import DEFECT_CODE, FIELDS, Columns, take

SINGLE_SHARES = {
    "duplicate": 0.02,
    "out_of_order": 0.005,
    "tied_timestamp": 0.003,
    "empty_field": 0.002,
    "non_numeric": 0.001,
    "too_few_fields": 0.0005,
    "too_many_fields": 0.0005,
}
RUNS = ("decimal_comma", "seconds", "clock_jump")
RUN_SHARE = 0.004
CLOCK_JUMPS_MS = tuple(hours * 3_600_000 for hours in (1, -1, 24, -24 * 400))
TEXT_DEFECTS = ("decimal_comma", "empty_field", "non_numeric", "too_few_fields", "too_many_fields")
FARTHEST_MOVE = 5


def apply_row_defects(
    columns: Columns, defects: Collection[str], random: np.random.Generator
) -> Columns:
    """Give each of the row `defects` to some rows: at least one each, no row two of them.

    Runs of consecutive rows have a decimal comma, seconds, or a clock that jumped. Text defects
    are only marked here, in `defect` and `defect_field` (index into `FIELDS`).
    """
    count = len(columns["timestamp"])
    columns = dict(columns)
    code, field = np.zeros(count, dtype=np.int8), columns["defect_field"].copy()
    time_ms = columns["timestamp"].copy()
    for third, name in enumerate(RUNS):
        begin = third * count // 3 + int(random.integers(0, max(1, count // 6)))
        run = slice(begin, min(begin + 3 + int(RUN_SHARE * count), count))
        jump_ms = random.choice(CLOCK_JUMPS_MS)
        if name not in defects:
            continue
        code[run] = DEFECT_CODE[name]
        if name == "seconds":
            time_ms[run] //= 1000
        elif name == "clock_jump":
            time_ms[run] += jump_ms
    order = random.permutation(count)
    field_drawn = random.integers(0, len(FIELDS), count, dtype=np.int8)
    inner = (order > 0) & (order < count - 1 - FARTHEST_MOVE)
    free = order[inner & (code[order] == 0) & (code[order - 1] == 0)]
    for name, share in SINGLE_SHARES.items():
        chosen, free = np.split(free, [max(1, round(share * count))])
        if name not in defects:
            continue
        code[chosen] = DEFECT_CODE[name]
        if name == "tied_timestamp":
            time_ms[chosen] = time_ms[chosen - 1]
        elif name == "empty_field":
            field[chosen] = field_drawn[chosen]
        elif name == "non_numeric":
            field[chosen] = 1 + field_drawn[chosen] % (len(FIELDS) - 1)
    columns |= {"defect": code, "defect_field": field, "timestamp": time_ms}
    return _duplicated(_reordered(columns, random))


def _reordered(columns: Columns, random: np.random.Generator) -> Columns:
    """Move the rows marked out of order a few places down."""
    late = columns["defect"] == DEFECT_CODE["out_of_order"]
    if not late.any():
        return columns
    place = np.arange(len(late), dtype=np.float64)
    place[late] += random.integers(1, FARTHEST_MOVE + 1, int(late.sum())) + 0.5
    return take(columns, np.argsort(place, kind="stable"))


def _duplicated(columns: Columns) -> Columns:
    """Repeat the rows marked as duplicates; the mark stays with the second copy."""
    double = columns["defect"] == DEFECT_CODE["duplicate"]
    if not double.any():
        return columns
    columns = take(columns, np.repeat(np.arange(len(double)), 1 + double))
    second = np.flatnonzero(columns["defect"] == DEFECT_CODE["duplicate"])
    columns["defect"][second[::2]] = 0
    return columns
