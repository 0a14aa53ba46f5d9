"""Keeping the terminal quiet.

Lives here: sending everything that this process and its children print to a log file, while one
console still reaches the terminal. Not here: what is printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console


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
