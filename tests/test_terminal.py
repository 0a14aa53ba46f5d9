"""What a run shows on the terminal while it works."""

from __future__ import annotations

import io
import logging

import pytest
from rich.console import Console

from orchestration.sources.progress import logger as downloads
from orchestration.terminal import under_way

LINE = "downloading: 1 of 2 objects"


def shown(*, interactive: bool) -> str:
    """What is printed when one line of progress is logged."""
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=interactive, width=100)
    with under_way(console, "Running the job"):
        downloads.info(LINE)
        logging.getLogger("orchestration.warehouse").warning("not for the terminal")
    downloads.info("too late")
    return stream.getvalue()


def test_progress_is_a_line_where_nobody_watches() -> None:
    assert shown(interactive=False).splitlines() == [LINE]


def test_progress_is_a_line_on_a_terminal_that_cannot_draw_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert shown(interactive=True).splitlines() == [LINE]


def test_progress_stands_beside_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    seen = shown(interactive=True)
    assert "Running the job" in seen
    assert LINE in seen
    assert "not for" not in seen and "too late" not in seen
