"""The options that the sub-commands share.

Lives here: what they are called, and how a sub-command gets them without naming each. Not here: the
options of one sub-command alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Concatenate, ParamSpec

import typer

Seed = Annotated[int, typer.Option(min=0, help="Seed of the simulated fleet.")]
Vehicles = Annotated[int, typer.Option(min=1, help="Vehicles of the simulated fleet.")]
Keep = Annotated[bool, typer.Option("--keep", help="Leave the work folder behind, and say where.")]
WorkDir = Annotated[
    Path | None,
    typer.Option(help="Where the work folder is made (default: benchmark/ of FORKLIFT_DATA_DIR)."),
]
TempDir = Annotated[
    Path | None, typer.Option(help="Where DuckDB's spill goes (default: the work folder).")
]
Check = Annotated[bool, typer.Option("--check", help="Exit with 1 when a judged goal is missed.")]

P = ParamSpec("P")


@dataclass(frozen=True)
class Options:
    """What every measuring sub-command can be told."""

    seed: Seed = 0
    keep: Keep = False
    work_dir: WorkDir = None
    temp_dir: TempDir = None
    check: Check = False


def with_options(command: Callable[Concatenate[Options, P], None]) -> Callable[..., None]:
    """The command with the shared options after its own; they come as its first argument."""
    _, *own = inspect.signature(command, eval_str=True).parameters.values()
    shared = inspect.signature(Options, eval_str=True).parameters

    def run(**given: Any) -> None:
        options = Options(**{name: given.pop(name) for name in shared if name in given})
        command(options, **given)  # type: ignore[call-arg]

    parameters = [*own, *shared.values()]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    # typer reads the options of a command from these two.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run
