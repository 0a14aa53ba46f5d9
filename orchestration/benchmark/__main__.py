"""`python -m orchestration.benchmark`: time the pipeline beside its yardsticks.

Lives here: the command line with its sub-commands, and how it ends. Not here: what they measure.
"""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

import typer

from orchestration.benchmark.curves import curves
from orchestration.benchmark.everything import everything
from orchestration.benchmark.guard import guard
from orchestration.benchmark.history import history
from orchestration.benchmark.idle import idle
from orchestration.benchmark.process import ENDING
from orchestration.benchmark.rebuild import rebuild
from orchestration.benchmark.training import training
from orchestration.errors import ForkliftError

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
for name, part in (
    ("all", everything),
    ("rebuild", rebuild),
    ("history", history),
    ("curves", curves),
    ("idle", idle),
    ("training", training),
    ("guard", guard),
):
    app.command(name)(part)


def _interrupt(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> None:
    """Run the command line; a fault is one line, and an interrupted run leaves nothing behind."""
    for number in ENDING:
        signal.signal(number, _interrupt)
    if not arguments or (arguments[0].startswith("--") and arguments[0] != "--help"):
        arguments = ["all", *arguments]
    try:
        app(arguments, prog_name="python -m orchestration.benchmark")
    except ForkliftError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
