"""The guard: its arithmetic by hand, and the recorded ratios held by this code on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.benchmark.guard import measure
from orchestration.benchmark.guard_ratios import (
    RegressionFound,
    Sample,
    judge,
    least,
    losses,
    ratios,
    read_recorded,
    write_recorded,
)
from orchestration.benchmark.selection import Nodes
from orchestration.benchmark.workplace import workplace

NODES = Nodes(set(), {"model.p.a", "seed.p.s"}, {"model.p.b", "test.p.t"}, {"model.p.c"})
FULL = {"model.p.a": 4.0, "seed.p.s": 0.5, "model.p.b": 3.0, "test.p.t": 2.0, "model.p.c": 0.5}


def test_ratios_by_hand() -> None:
    sample = Sample(bare=2.0, ingest=3.0, full=FULL, daily={"model.p.a": 1.0, "test.p.t": 1.0})
    assert ratios(sample, NODES) == {
        "ingest": 1.5,
        "carry state": 2.25,  # 4 + 0.5
        "tested feature mart": 4.75,  # 4.5 + 3 + 2
        "mart and sensor verdicts": 5.0,  # 9.5 + 0.5
        "one more day": 0.2,  # 2 of 10
        "model a": 2.0,
        "model b": 1.5,
        "model c": 0.25,  # 0.5 is just a twentieth of 10
    }
    assert "model c" not in ratios(
        Sample(2.0, 3.0, {**FULL, "model.p.c": 0.49}, {"model.p.a": 1.0}), NODES
    )


def test_the_least_of_each_figure_counts() -> None:
    one = Sample(2.0, 5.0, {"a": 1.0, "b": 4.0}, {"a": 0.5})
    two = Sample(3.0, 4.0, {"a": 2.0, "b": 3.0}, {"a": 0.25})
    assert least([one, two]) == Sample(2.0, 4.0, {"a": 1.0, "b": 3.0}, {"a": 0.25})
    assert least([one]) == one


def test_a_loss_of_more_than_half_is_told_with_the_remedy() -> None:
    recorded = {"ingest": 2.0, "one more day": 0.1, "model gone": 1.0}
    judge({"ingest": 3.0, "one more day": 0.15, "model new": 9.0}, recorded)
    with pytest.raises(RegressionFound) as caught:
        judge({"ingest": 3.2, "one more day": 0.1}, recorded)
    assert str(caught.value) == (
        "ingest: 3.2 bare loads, recorded are 2 (1.60 x, at most 1.5 x): make it faster again,"
        " or record anew with `python -m orchestration.benchmark guard --record`"
    )
    assert losses({"ingest": 2.0}, recorded) == [
        "one more day: recorded are 0.1 full rebuilds, nothing was measured"
    ]


def test_reads_what_was_recorded(tmp_path: Path) -> None:
    path = write_recorded({"ingest": 1.23456}, 400, tmp_path / "guard.json")
    assert read_recorded(path) == {"ingest": 1.2346}
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(RegressionFound, match=r"guard\.json: no recorded ratios; record anew"):
        read_recorded(path)


@pytest.mark.timeout(900)
def test_no_recorded_ratio_is_lost(tmp_path: Path) -> None:
    recorded = read_recorded()
    judge(measure(workplace(tmp_path, tmp_path / "failures", "2GB"), recorded), recorded)
