"""Keeping the terminal quiet.

Lives here: sending everything that this process and its children print to a log file, while one
console still reaches the terminal, with what is under way. Not here: what is printed.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from orchestration.sources.progress import logger as downloads


@contextmanager
def only_to(log: Path) -> Iterator[Console]:
    """Redirect standard output and error to `log`, by file descriptor, so children follow.

    Yields a console on the error stream as it was before.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    with log.open("ab") as target, os.fdopen(os.dup(kept[1]), "w") as terminal:
        os.dup2(target.fileno(), 1)
        os.dup2(target.fileno(), 2)
        try:
            yield Console(file=terminal, highlight=False)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for descriptor, original in enumerate(kept, start=1):
                os.dup2(original, descriptor)
                os.close(original)


@contextmanager
def under_way(terminal: Console, doing: str) -> Iterator[None]:
    """Show what is being done, and how far downloads are; line by line where nobody watches."""
    with terminal.status(doing) as status:
        moves = terminal.is_interactive  # a dumb terminal cannot draw over a line
        show = status.update if moves else terminal.print
        handler = _Shown(lambda line: show(f"{doing}\n  {line}" if moves else line))
        downloads.addHandler(handler)
        downloads.setLevel(logging.INFO)
        try:
            yield
        finally:
            downloads.removeHandler(handler)


class _Shown(logging.Handler):
    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__()
        self._show = show

    def emit(self, record: logging.LogRecord) -> None:
        self._show(record.getMessage())
