from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.publishing.changes import compare, deviation
from orchestration.publishing.parquet import Part

A, B = "a" * 32, "b" * 32
PARTS = [
    Part("marts/trips/2025-03-03.parquet", Path("one"), 10, A),
    Part("marts/trips/2025-03-04.parquet", Path("two"), 20, B),
]


@dataclass(frozen=True)
class Object:
    path: str
    size_bytes: int | None
    checksum: str


ONE = Object("out/marts/trips/2025-03-03.parquet", 10, A)
TWO = Object("out/marts/trips/2025-03-04.parquet", 20, B)


def test_all_is_new() -> None:
    changes = compare(PARTS, [], "out/")
    assert (changes.upload, changes.unchanged, changes.remove) == (PARTS, [], [])
    assert changes


def test_nothing_differs() -> None:
    changes = compare(PARTS, [TWO, ONE], "out/")
    assert not changes and changes.unchanged == PARTS


def test_size_and_checksum_both_count() -> None:
    smaller = Object(ONE.path, 9, A)
    other = Object(TWO.path, 20, A)
    assert compare(PARTS, [smaller, other], "out/").upload == PARTS


def test_a_checksum_that_is_no_md5_says_nothing() -> None:
    unknown = Object(ONE.path, 10, f"{A}-2")
    assert compare(PARTS, [unknown, TWO], "out/").upload == PARTS[:1]
    assert deviation(PARTS, [unknown, TWO], "out/") is None


def test_only_what_we_can_have_written_is_removed() -> None:
    left = [
        "out/marts/trips/2025-03-05.parquet",
        "out/marts/gone/all.parquet",
        "out/marts/gone/undated.parquet",
    ]
    others = [
        "out/marts/trips/notes.parquet",
        "out/marts/trips/",
        "out/all.parquet",
        "out/a/b/c/all.parquet",
        "out/marts/trips/2025-03-05.csv",
    ]
    listing = [ONE, TWO, *(Object(path, 1, A) for path in (*left, *others))]
    changes = compare(PARTS, listing, "out/")
    assert list(changes.remove) == left and not changes.upload


def test_deviations() -> None:
    assert deviation(PARTS, [ONE, TWO], "out/") is None
    assert deviation(PARTS, [ONE], "out/") == TWO.path
    assert deviation(PARTS, [ONE, Object(TWO.path, 20, A)], "out/") == TWO.path
    assert deviation(PARTS, [ONE, Object(TWO.path, 21, "no md5")], "out/") == TWO.path
    left = Object("out/marts/gone/all.parquet", 1, A)
    assert deviation(PARTS, [ONE, TWO, left], "out/") == left.path
