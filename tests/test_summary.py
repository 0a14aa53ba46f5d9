"""What the summary of a run says of the classifier."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from orchestration.summary import Rows, Summary
from orchestration.summary_layout import render

ANSWERS: dict[str, Rows] = {
    "run": [("local", None, "v" * 20, 1, 1, 0, 0, 0, 0)],
    "rows": [(2,)],
    "rejected": [],
    "readings": [("kept", 2)],
    "classes": [("forklift", 1)],
    "sensors": [("trusted", 1)],
    "carries": [(1, 3600.0)],
    "scores": [],
}


def said(training: Rows, champion: Rows, decision: Rows) -> list[str]:
    """The lines of the classifier."""
    answers = {**ANSWERS, "training": training, "champion": champion, "decision": decision}
    console = Console(file=StringIO(), width=200)
    console.print(render(Summary(answers, Path("w.duckdb"), Path("models"))))
    assert isinstance(console.file, StringIO)
    lines = [" ".join(line.split()) for line in console.file.getvalue().splitlines()]
    return [line for line in lines if line.split(" ")[0] in ("Classifier", "Candidate", "Model")]


@pytest.mark.parametrize(
    ("training", "champion", "decision", "expected"),
    [
        ([], [], [], ["Classifier none: not trained yet"]),
        (
            [("new", None)],
            [("new", "new.skops")],
            [("champion", "not worse than champion old")],
            ["Classifier champion new", "Model models/new.skops"],
        ),
        (
            [("new", None)],
            [("old", "old.skops")],
            [("candidate", "worse than champion old")],
            [
                "Classifier champion old",
                "Candidate new, worse than champion old",
                "Model models/old.skops",
            ],
        ),
        # Promoted by name after it was kept as a candidate.
        (
            [("new", None)],
            [("new", "new.skops")],
            [("candidate", "worse than champion old")],
            ["Classifier champion new", "Model models/new.skops"],
        ),
        (
            [("no", "only one forklift")],
            [],
            [("refused", "only one forklift")],
            ["Classifier none: only one forklift"],
        ),
    ],
)
def test_the_champion_and_a_candidate_that_is_not(
    training: Rows, champion: Rows, decision: Rows, expected: list[str]
) -> None:
    assert said(training, champion, decision) == expected
