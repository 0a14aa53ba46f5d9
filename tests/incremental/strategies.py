"""Hypothesis strategies for histories of a source: sensible pieces, at times that meet.

Lives here: which pieces, changes and builds there are, and how they follow each other. Not here:
hand-written histories (`histories.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from hypothesis import strategies as st

from tests.incremental.histories import LOOSE, REFERENCE, STRICT
from tests.incremental.steps import (
    Append,
    Build,
    Change,
    Copy,
    Cut,
    Edit,
    Ingest,
    Insert,
    Move,
    Overrides,
    Remove,
    Step,
    Vars,
    Write,
)
from tests.incremental.stories_of_files import BAD_LINES
from tests.incremental.telemetry import PHASES, SCALES, Piece

VEHICLES = ("FL-1", "FL-2", "FL-3")
FILES = ("a.csv", "m.csv", "z.csv", "b/c.csv.gz")
CLOCKS = ("08:00:00", "08:01:30", "08:06:40", "08:11:41", "00:00:10", "23:57:30")
"""Starts of pieces: some overlap, some follow within 300 s, some join over midnight."""
EDITS = (
    *((f"{old};", f"{new};") for old in VEHICLES for new in VEHICLES if old != new),
    (";1.2;1;1;", ";0;1;1;"),
    (";0.8;", ";4.8;"),
    (";0;1;1;", ";0;0;0;"),
    (";1;1;1741", ";0;1;1741"),
)
OVERRIDES = (
    (),
    ("FL-1,,,,stuck_empty,", "FL-2,millimetres,,,,"),
    ("FL-1,,0.5,2,,",),
)

vehicles = st.sampled_from(VEHICLES)
names = st.sampled_from(FILES)
two_names = st.sampled_from(list(permutations(FILES, 2)))
phases = st.lists(
    st.builds("{}{}".format, st.integers(1, 9), st.sampled_from(sorted(PHASES))),
    min_size=2,
    max_size=6,
)
pieces = st.builds(
    Piece,
    vehicle=vehicles,
    day=st.sampled_from((0, 1, 2, -21)),
    clock=st.sampled_from(CLOCKS),
    step_s=st.sampled_from((4, 1, 7, 15, 31)),
    phases=phases.map(" ".join),
    scale=st.sampled_from((*["metres"] * 8, *SCALES)),
)
contents = st.lists(pieces, min_size=1, max_size=3).map(tuple)
positions = st.integers(0, 20)

CHANGES: dict[st.SearchStrategy[Change], int] = {
    st.builds(Append, names, contents): 4,
    st.builds(Write, names, contents): 3,
    st.builds(Insert, names, positions, st.sampled_from(("", *BAD_LINES))): 1,
    st.builds(Cut, names, positions, st.one_of(st.integers(21, 30), st.none())): 2,
    st.tuples(names, st.sampled_from(EDITS)).map(lambda drawn: Edit(drawn[0], *drawn[1])): 2,
    two_names.map(lambda drawn: Move(*drawn)): 2,
    two_names.map(lambda drawn: Copy(*drawn)): 2,
    st.builds(Remove, names): 2,
    st.builds(Vars, st.sampled_from(({}, STRICT, LOOSE, REFERENCE))): 1,
    st.builds(Overrides, st.sampled_from(OVERRIDES)): 1,
}
"""Kinds of changes with their weights; a choice between strategies would make all alike."""

kinds = st.sampled_from([kind for kind, weight in CHANGES.items() for _ in range(weight)])
changes: st.SearchStrategy[Change] = kinds.flatmap(lambda kind: kind)


def histories(models: Sequence[str]) -> st.SearchStrategy[list[Step]]:
    """Some files and a build; then rounds of changes, each with a run of some kind."""
    whole = st.just(Build())
    early = st.sampled_from([Build("staging"), Build("+int_samples__sequenced")])
    one = st.builds(Build, st.sampled_from(list(models)))
    runs: st.SearchStrategy[Step] = st.one_of(whole, whole, one, early, st.just(Ingest()))
    first = st.tuples(*(st.builds(Write, st.just(name), contents) for name in FILES[:3]))
    rounds = st.lists(
        st.tuples(st.lists(changes, min_size=1, max_size=4), runs), min_size=2, max_size=4
    )
    return st.builds(
        lambda writes, played: [
            *writes,
            Build(),
            *(step for made, run in played for step in (*made, run)),
        ],
        first,
        rounds,
    )
