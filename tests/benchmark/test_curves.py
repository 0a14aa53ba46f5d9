"""Where curves cross, by hand; the picture is written when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.benchmark.crossing import crossing
from orchestration.benchmark.curves import ask, parse_days
from orchestration.benchmark.plot import apart, draw
from orchestration.benchmark.walk import Walk
from orchestration.benchmark.workplace import workplace
from orchestration.errors import SettingsError
from tests.benchmark.records import POINTS


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        # 3 + 0.2 d meets 9 at day 30, a 3/4 of the way from day 10 to day 50 at 13.
        ([9.0, 9.0, 9.0], [5.0, 13.0, 21.0], 30.0),
        ([9.0, 9.0, 9.0], [3.0, 5.0, 10.0], 82.0),
        ([1.0, 2.0, 3.0], [5.0, 6.0, 7.0], 10.0),
        ([9.0, 9.0, 9.0], [5.0, 6.0, 7.0], None),
        # Faster, slower, faster again: for good from between the last two.
        ([4.0, 9.0, 9.0], [5.0, 7.0, 11.0], 70.0),
    ],
)
def test_crossing_by_hand(ours: list[float], theirs: list[float], expected: float | None) -> None:
    assert crossing([10, 50, 90], ours, theirs) == (
        None if expected is None else pytest.approx(expected)
    )


@pytest.mark.parametrize(("suffix", "magic"), [(".svg", b"<?xml"), (".png", b"\x89PNG")])
def test_the_picture_is_written_alike_each_time(tmp_path: Path, suffix: str, magic: bytes) -> None:
    first = draw(POINTS, 40.0, tmp_path / "new" / f"one{suffix}").read_bytes()
    again = draw(POINTS, 40.0, tmp_path / f"two{suffix}").read_bytes()
    assert first.startswith(magic)
    assert first == again
    assert draw(POINTS, None, tmp_path / f"none{suffix}").read_bytes() != first


def test_labels_keep_their_distance() -> None:
    # A label is 0.12 x 20 = 2.4 high: the label of 10 gives way to that of 9.
    assert apart([10.0, 9.0, 20.0]) == pytest.approx([11.4, 9.0, 20.0])
    assert apart([5.0, 12.0, 20.0]) == [5.0, 12.0, 20.0]


@pytest.mark.parametrize("given", ["", "5,x", "0,5", "1.5", "5,6"])
def test_days_must_be_whole_and_from_one(given: str) -> None:
    with pytest.raises(SettingsError, match=r"--days .*: give whole days from 1, two or"):
        parse_days(given)


def test_a_day_is_run_in_one_way(tmp_path: Path) -> None:
    walk = Walk(workplace(tmp_path, tmp_path, "1GB"), 2, 0, lambda _: None)
    ask(walk, [1, 4], None)
    walk.measure(4)
    with pytest.raises(SettingsError, match=r"^day 4: asked for both ways"):
        walk.go()


def test_a_picture_of_another_kind_is_refused_at_once(tmp_path: Path) -> None:
    place = workplace(tmp_path, tmp_path, "1GB")
    walk = Walk(place, 2, 0, lambda _: None)
    with pytest.raises(SettingsError, match=r"--plot costs\.pdf: the name must end with"):
        ask(walk, [1, 2], Path("costs.pdf"))
