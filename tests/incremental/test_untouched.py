"""A new session is the only work of a build: rows of other sessions are not written again.

One column is emptied in every row of each table of sessions. After the next build it is still empty
where a row was left alone, and filled where it was written again. The columns are ones that no
other model reads, so that each table shows what it did itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from tests.dbt_runs import Dbt
from tests.incremental.comparison import differences
from tests.incremental.history import Place
from tests.incremental.steps import Change, Overrides, State, Write
from tests.incremental.telemetry import Piece
from tests.thoroughness import sparing

EMPTIED = {
    "intermediate.int_samples__sequenced": "row_number",
    "intermediate.int_spans__debounced": "sampled_state",
    "intermediate.int_carry_runs__located": "stretch_number",
    "intermediate.int_windows__measured": "speed_s",
    "intermediate.int_activities__measured": "has_position",
    "marts.fct_carry_segments": "sensor_loaded_share",
    "marts.fct_load_cycles": "max_speed_kmh",
    "intermediate.int_safety_spans__measured": "last_sampled_at_ms",
    "marts.feat_carry_windows": "speed_kmh_max",
    "intermediate.int_safety_events__found": "max_speed_kmh",
}
"""By table of sessions, a column that is never empty in these sessions."""
OTHERS = (
    "int_load_runs__measured",
    "int_hours__measured",
    "int_dwells__located",
    "int_session_days__safety",
    "int_session_days__load",
)
"""Tables of sessions of which every column is read by another model."""

WORK = "12e 3u 12L 3u 9e 3u 15L 3u 12e"
"""The quantiles of the height, and so the calibration, are the same when it is done again; loads
change standing, with forks that move, so that more of it does not make the sensor flicker."""
DAYS = tuple(Piece("FL-1", day, "08:00:00", 5, WORK) for day in range(3))
SESSIONS = ("FL-1@1740988800000", "FL-1@1741075200000", "FL-2@1740988800000")
"""Those that `BEFORE` makes: Monday and Tuesday at 08:00 UTC."""
BEFORE: tuple[Change, ...] = (
    Write("1/a.csv", DAYS[:1]),
    Write("1/b.csv", DAYS[1:2]),
    Write("2/a.csv", (Piece("FL-2", 0, "08:00:00", 5, WORK),)),
)
AFTER: dict[str, tuple[tuple[Change, ...], tuple[str, ...]]] = {
    "nothing": ((), ()),
    "a later day": ((Write("1/c.csv", DAYS[2:]),), ()),
    "an earlier day, and another verdict on a sensor": (
        (
            Write("1/c.csv", (Piece("FL-1", -21, "08:00:00", 5, WORK),)),
            Overrides(("FL-1,,,,flickering,seen",)),
        ),
        (),
    ),
    "a file that sorts first": ((Write("0.csv", DAYS[2:]),), ()),
    "another vehicle": ((Write("3.csv", (Piece("FL-3", 0, "08:00:00", 5, WORK),)),), ()),
    "one row more": (
        (Write("1/b.csv", (*DAYS[1:2], "FL-1;0;0;1;1741075560000;52;13;6")),),
        SESSIONS[1:2],
    ),
}
"""By what comes: the change, and which of the sessions from before it concerns."""
NO_EVENT = ("FL-4;0;0;1;1740988800000;52;13;6", "FL-4;0;0;1;1740988800200;52;13;4")
"""A stop of 2.8 m/s2 that is none, as it takes away 2 km/h only: a session without an event."""
CHANGES = "select count(*) from testing.changed_units where scope is not null"


@pytest.mark.parametrize("name", sparing(AFTER, "an earlier day, and another verdict on a sensor"))
def test_only_what_changed_is_written(name: str, dbt: Dbt, tmp_path: Path) -> None:
    state = State()
    grown, fresh = Place(tmp_path / "grown", dbt), Place(tmp_path / "fresh", dbt)
    changes, concerned = AFTER[name]
    for change in BEFORE:
        change.apply(state)
    grown.build(state)
    empty(grown.settings.warehouse_path, SESSIONS)

    for change in changes:
        change.apply(state)
    grown.build(state)

    left_alone = set(SESSIONS) - set(concerned)
    assert sessions_of(grown.settings.warehouse_path) == dict.fromkeys(EMPTIED, left_alone)
    fresh.build(state)
    empty(fresh.settings.warehouse_path, left_alone)
    found = differences(grown.settings.warehouse_path, fresh.settings.warehouse_path)
    assert found == [], "\n".join(found)


def test_tables_built_alone_are_left_alone(dbt: Dbt, tmp_path: Path) -> None:
    """Their views were made by a build before, and say the same once the file is opened again."""
    state, place = State(), Place(tmp_path / "grown", dbt)
    for change in (*BEFORE, Write("4.csv", NO_EVENT)):
        change.apply(state)
    place.build(state)
    empty(place.settings.warehouse_path, SESSIONS)
    before = changes(place.settings.warehouse_path)

    place.build(state, " ".join([*(name.partition(".")[2] for name in EMPTIED), *OTHERS]))

    left_alone = sessions_of(place.settings.warehouse_path)
    assert left_alone == {table: set(SESSIONS) for table in EMPTIED}
    assert changes(place.settings.warehouse_path) == before, "a session was built again"


def changes(warehouse: Path) -> int:
    """How many units have been built or forgotten since the tables are there."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return int(connection.execute(CHANGES).fetchall()[0][0])


def empty(warehouse: Path, sessions: Iterable[str]) -> None:
    """Empty the column in all rows of the sessions."""
    with duckdb.connect(str(warehouse)) as connection:
        for table, column in EMPTIED.items():
            connection.execute(
                f"update {table} set {column} = null where list_contains(?, session_key)",
                [[key_of(session) for session in sessions]],
            )


def sessions_of(warehouse: Path) -> dict[str, set[str]]:
    """By table, the sessions from before in which any row has the column empty."""
    names = {key_of(session): session for session in SESSIONS}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {
            table: {
                names[key]
                for (key,) in connection.execute(
                    f"select distinct session_key from {table} where {column} is null"
                ).fetchall()
            }
            for table, column in EMPTIED.items()
        }


def key_of(session_id: str) -> int:
    """The second of the session's start, then the last 31 of the first 60 bits of the id's MD5."""
    second = int(session_id.partition("@")[2]) // 1000
    return (second << 31) + int(hashlib.md5(session_id.encode()).hexdigest()[:15], 16) % 2**31
