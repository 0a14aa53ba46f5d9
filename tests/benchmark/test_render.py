"""The tables say what the figures say."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from rich.console import Console

from orchestration.benchmark.figures import goals
from orchestration.benchmark.record import Record
from orchestration.benchmark.render import render
from tests.benchmark.records import record


def lines(shown: Record) -> list[str]:
    """Lines of the output on a narrow terminal, runs of blanks as one."""
    console = Console(width=80, file=StringIO(), record=True)
    console.print(render(shown, goals(shown, small=shown)))
    return [" ".join(line.split()) for line in console.export_text().splitlines()]


def test_shows_steps_ratios_and_verdicts() -> None:
    shown = lines(record())
    assert "10,000,000 rows, 2 CPUs, 2 threads, DuckDB memory limit 4GB" in shown
    assert "ingest 6.00 1,666,667 3.00 GiB 1.00 GiB" in shown
    assert "dbt start-up alone 4.00 256 MiB 1.00 GiB" in shown
    assert "CSV → tested feature mart 24.00 6.0 33.00 8.2" in shown
    assert "one-shot pandas (yardstick) 3.00 0.8 4.00 1.0" in shown
    assert "CSV → carry state 10 M ≤ 4 × 3.50 met" in shown
    assert "Peak memory 100 M ≤ 8 GiB 3.50 not judged" in shown


def test_a_failed_training_leaves_the_other_figures() -> None:
    whole = record()
    steps = [step for step in whole.steps if step.name not in ("train", "score")]
    shown = lines(replace(whole, steps=steps, failure="step train: killed"))
    assert "CSV → tested feature mart 24.00 6.0 33.00 8.2" in shown
    assert not any(line.startswith("CSV → predictions") for line in shown)
    assert "CSV → tested feature mart 10 M ≤ 10 × 6.00 met" in shown
    assert "Peak memory 10 M ≤ 4 GiB MISSED" in shown


def test_a_missed_goal_stands_out() -> None:
    # ingest 12 + dbt 24 - start-up 4 = 32 s, in bare loads of 4 s
    assert "CSV → carry state 10 M ≤ 4 × 8.00 MISSED" in lines(record(slower=2))
